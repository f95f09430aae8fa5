import { parseArgs } from 'node:util';
import { type Contender, contenders } from './contenders.ts';
import {
  latencyScenario,
  networkScenario,
  quickScenarios,
  type Scenario,
  scenarios,
} from './scenarios.ts';

export interface LabOptions {
  readonly scenarios: readonly Scenario[];
  /** Of each scenario that is the same every time. */
  readonly rounds: number;
  /** One run each of a scenario that is drawn. */
  readonly seeds: readonly number[];
  /** In place of the scenarios' own: a directory of __tests__/fixtures/projects, `starter`, or any directory. */
  readonly project: string | undefined;
  readonly contenders: readonly Contender[];
  readonly isQuick: boolean;
  readonly doesWrite: boolean;
}

/** Throws with one sentence on what was not understood. */
export function parseLabOptions(args: readonly string[]): LabOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      seeds: { type: 'string' },
      project: { type: 'string' },
      latency: { type: 'string' },
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const isQuick = values.quick;
  const isTable = !isQuick && values.project === undefined && values.latency === undefined;
  if (values.write && !isTable) {
    throw new Error('--write is for the table as it is: without --quick, --project, --latency');
  }
  return {
    scenarios: scenariosFor(values.scenario, values.latency, isQuick),
    rounds: wholeNumber('--rounds', values.rounds ?? (isQuick ? '1' : '5')),
    seeds: seedsOf(values.seeds ?? (isQuick ? '1' : '1-20')),
    project: values.project,
    contenders: (values.only ?? (isQuick ? ['plain', 'action'] : contenders))
      .flatMap((names) => names.split(','))
      .map(contenderOf),
    isQuick,
    doesWrite: values.write,
  };
}

function scenariosFor(
  names: readonly string[] | undefined,
  latency: string | undefined,
  isQuick: boolean,
): readonly Scenario[] {
  if (latency !== undefined) return [latencyScenario(wholeNumber('--latency', latency))];
  if (names === undefined) return isQuick ? quickScenarios : scenarios;
  const known = [...scenarios, ...quickScenarios, networkScenario];
  return names
    .flatMap((list) => list.split(','))
    .map((name) => {
      const scenario = known.find((other) => other.name === name);
      if (scenario) return scenario;
      throw new Error(`no scenario ${name}; known: ${known.map((other) => other.name).join(', ')}`);
    });
}

function contenderOf(name: string): Contender {
  const contender = contenders.find((known) => known === name);
  if (contender) return contender;
  throw new Error(`--only takes ${contenders.join(', ')}, not ${name}`);
}

/** `7` or `1-20`. */
function seedsOf(text: string): readonly number[] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (from === undefined)
    throw new Error(`--seeds takes a number or a range such as 1-20, not ${text}`);
  const first = Number(from);
  const count = Number(to ?? from) - first + 1;
  if (count < 1) throw new Error(`--seeds: ${text} is empty`);
  return Array.from({ length: count }, (_, index) => first + index);
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`${option} takes a whole number, not ${text}`);
  return Number(text);
}
