/** Runs of the action in the network of a company, as the tests of it share them. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeModule, writeProject } from '../../__tests__/support/modules.ts';
import type { Environment } from '../../src/effects.ts';
import { withoutMasks } from '../canaries.ts';
import { type Outcome, openRoom, type Room } from '../harness.ts';
import {
  type CorporateNetwork,
  openCorporateNetwork,
  tlsFixtures,
  whyNoCorporateNetwork,
} from './network.ts';
import { account, ports } from './settings.ts';

const why = await whyNoCorporateNetwork();
if (why !== undefined) console.warn(`skipped: the network of a company (${why})`);
/** A test where there can be such a network. */
export const there = why === undefined ? test.concurrent : test.skip;

export const alpha = makeModule('example.com/alpha', 'v1.2.0');
export const beta = makeModule('example.com/beta/v2', 'v2.0.1');
export const own = makeModule('corp.example/lib', 'v1.0.0');
export const forbidden = makeModule('example.com/forbidden', 'v1.0.0');
const files = {
  'go.mod': 'module mirror.test/git/tool.git\n\ngo 1.21\n',
  'tool.go': 'package tool\n',
};
export const tool = makeModule('mirror.test/git/tool.git', 'v1.0.0', files);

export const companyCa = join(tlsFixtures, 'ca.pem');
const mirror = `https://mirror.test:${ports.mirror}/open`;
/** Its name is known without a proxy, and it needs none. */
export const near = `localhost:${ports.mirror}`;
/** The server that a recipe shows. */
export const shown = `localhost:${ports.recipe}`;

let opening: Promise<CorporateNetwork> | undefined;
/** Tests that run side by side start before a hook would. */
export function network(): Promise<CorporateNetwork> {
  opening ??= openCorporateNetwork([alpha, beta, own], { name: 'tool', files });
  return opening;
}

/** At the end of a file of tests. */
export async function closeNetwork(): Promise<void> {
  await (await opening)?.close();
}

interface Asked {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Environment;
  readonly requires?: readonly (typeof alpha)[];
  /** Looks at what is left behind; the room is gone afterwards. */
  readonly after?: (room: Room, outcome: Outcome) => Promise<void>;
  readonly before?: (room: Room) => Promise<void>;
}

/** A run in a project of its own, in the network. */
export async function run({ inputs, env = {}, requires = [alpha, beta], before, after }: Asked) {
  const company = await network();
  const room = await openRoom();
  try {
    await writeProject(room.project, { requires });
    await before?.(room);
    const outcome = await room.run({
      inputs: { mirrors: mirror, profile: 'intranet', cache: 'off', retries: '0', ...inputs },
      env,
      through: company.through(room.project),
    });
    await after?.(room, outcome);
    // A password is nowhere but in the line that masks it.
    const told = `${withoutMasks(outcome.stdout)}${outcome.stderr}${outcome.summary}`;
    expect(told).not.toContain(account.password);
    return outcome;
  } finally {
    await room.close();
  }
}

export const succeeded = { exitCode: 0, outputs: { 'failure-class': '' } };

export function expectFailure(outcome: Outcome, failureClass: string, ...words: readonly RegExp[]) {
  expect(outcome).toMatchObject({ exitCode: 1, outputs: { 'failure-class': failureClass } });
  const [error] = outcome.annotations.filter(({ level }) => level === 'error');
  for (const word of words) expect(error?.message).toMatch(word);
}
