import { failureClasses } from '../../src/failure.ts';
import { answerScenes } from './answer-scenes.ts';
import { machineScenes } from './machine-scenes.ts';
import { networkScenes } from './network-scenes.ts';
import { originScenes } from './origin-scenes.ts';
import { projectScenes } from './project-scenes.ts';
import type { Scene } from './scene.ts';

/** What waits longest comes first: the rest is done meanwhile. */
export const scenes: readonly Scene[] = [
  ...machineScenes,
  ...originScenes,
  ...networkScenes,
  ...answerScenes,
  ...projectScenes,
];

/** In the order in which the classes are documented. */
export const byClass = (a: { scene: Scene }, b: { scene: Scene }) =>
  failureClasses.indexOf(a.scene.failureClass) - failureClasses.indexOf(b.scene.failureClass);
