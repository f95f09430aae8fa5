/** All ways to make `go` refuse by itself, each with the class of failure that its words have to be read as. */

import { directScenarios, placeScenarios } from './place-scenarios.ts';
import { projectScenarios } from './project-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { settingScenarios } from './setting-scenarios.ts';

export const scenarios: readonly Scenario[] = [
  ...projectScenarios,
  ...settingScenarios,
  ...directScenarios,
  ...placeScenarios,
];
