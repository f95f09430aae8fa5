import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { describeAsOrdinaryUser, testAsOrdinaryUser } from './as-ordinary-user.ts';
import { type Outcome, openRoom, type Room } from './harness.ts';
import { refusedUrl } from './places.ts';
import { expectVerifiedOffline } from './verified.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const gamma = makeModule('example.com/gamma', 'v0.1.0');
const nameOf = ({ path, version }: typeof alpha) => `${path}@${version}`;

let mirror: Mirror;
/** Its local cache has alpha and beta, and not gamma. */
let older: Room;

beforeAll(async () => {
  mirror = await startMirror({ modules: [alpha, beta, gamma] });
  older = await openRoom({ user: 'ordinary' });
  await writeProject(older.project, { requires: [alpha, beta] });
  const inputs = { mirrors: mirror.url, cache: 'local' };
  expect(await older.run({ inputs })).toMatchObject({ exitCode: 0 });
});

afterAll(async () => {
  await older.close();
  await mirror.close();
});

interface Case {
  readonly name: string;
  readonly requires: readonly (typeof alpha)[];
  readonly inputs: Readonly<Record<string, string>>;
  /** Before the run, in its room. */
  readonly prepare?: (room: Room) => Promise<void>;
  readonly failureClass: string;
  readonly missing: readonly string[];
  /** Class of the annotations of the gravest level. */
  readonly annotations: readonly string[];
}

const damage = async (room: Room) =>
  writeFile(
    join(room.toolCache, 'go-mod-resilient/download/example.com/alpha/@v/v1.2.0.zip'),
    'no zip',
  );

const cases: readonly Case[] = [
  {
    name: 'the service is not there, the local directory has everything',
    requires: [alpha, beta],
    inputs: { cache: 'github' },
    failureClass: '',
    missing: [],
    annotations: ['warning cache-service', 'notice connect-refused'],
  },
  {
    name: 'an older cache lacks a module',
    requires: [alpha, beta, gamma],
    inputs: { cache: 'local' },
    failureClass: 'offline-miss',
    missing: [nameOf(gamma)],
    annotations: ['error offline-miss'],
  },
  {
    name: 'what is damaged counts as missing, and never as there',
    requires: [alpha, beta, gamma],
    inputs: { cache: 'local' },
    prepare: damage,
    failureClass: 'offline-miss',
    missing: [nameOf(alpha), nameOf(gamma)],
    annotations: ['error offline-miss', 'warning cache-corrupt'],
  },
  {
    name: 'nothing at all is here: the network is the whole story',
    requires: [alpha],
    inputs: { cache: 'off' },
    failureClass: 'connect-refused',
    missing: [],
    annotations: ['error connect-refused'],
  },
  {
    name: 'never',
    requires: [alpha, beta, gamma],
    inputs: { cache: 'local', offline: 'never' },
    failureClass: 'connect-refused',
    missing: [],
    annotations: ['error connect-refused'],
  },
  {
    name: 'always, with everything here',
    requires: [alpha, beta],
    inputs: { cache: 'github', offline: 'always', diagnose: 'always' },
    failureClass: '',
    missing: [],
    annotations: [],
  },
  {
    name: 'always, with nothing here',
    requires: [alpha, beta],
    inputs: { cache: 'off', offline: 'always', diagnose: 'always' },
    failureClass: 'offline-miss',
    missing: [nameOf(alpha), nameOf(beta)],
    annotations: ['error offline-miss'],
  },
];

describeAsOrdinaryUser('no mirror answers', () => {
  test.each(cases)('$name', async ({ name: _, requires, inputs, prepare, ...expected }) => {
    const room = await openRoom({ user: 'ordinary' });
    try {
      await writeProject(room.project, { requires });
      await cp(older.toolCache, room.toolCache, { recursive: true });
      await prepare?.(room);
      const connections = await countConnections(room);
      const outcome = await room.run({
        inputs: { mirrors: await refusedUrl(), profile: 'intranet', retries: '0', ...inputs },
        env: connections.env,
      });
      expect({
        failureClass: outcome.outputs['failure-class'],
        missing: missingIn(outcome),
        annotations: outcome.annotations.map((one) => `${one.level} ${one.failureClass}`),
      }).toEqual(expected);
      for (const name of expected.missing) {
        expect(outcome.summary).toContain(name.replace('@', '&#64;'));
      }
      if (expected.failureClass === '') await expectVerifiedOffline(room);
      // The counter counts: every other run asked the mirror.
      const count = await connections.count();
      if (inputs['offline'] === 'always') expect(count).toBe(0);
      else expect(count).toBeGreaterThan(0);
    } finally {
      await room.close();
    }
  });
});

testAsOrdinaryUser('a mirror that answers "not found" is no dead network', async () => {
  const room = await openRoom({ user: 'ordinary' });
  const empty = await startMirror({ modules: [alpha, beta] });
  try {
    await writeProject(room.project, { requires: [alpha, beta, gamma] });
    await cp(older.toolCache, room.toolCache, { recursive: true });
    const outcome = await room.run({ inputs: { mirrors: empty.url, cache: 'local' } });
    expect(outcome.outputs['failure-class']).toBe('http-not-found');
  } finally {
    await empty.close();
    await room.close();
  }
});

function missingIn({ report }: Outcome): readonly string[] {
  return (report?.findings ?? []).flatMap(({ failure }) =>
    failure.class === 'offline-miss' ? [failure.module ?? ''] : [],
  );
}

/** Counts connections of the bundle, look-ups of names, and starts of git, whoever starts it. */
async function countConnections(room: Room) {
  const log = join(room.directory, 'connections');
  const preload = join(room.directory, 'count.cjs');
  const programs = join(room.directory, 'programs');
  await mkdir(programs);
  await writeFile(log, '');
  const entry = `require('node:fs').appendFileSync(${JSON.stringify(log)}, 'x')`;
  await writeFile(
    preload,
    `for (const [owner, name] of [[require('node:net').Socket.prototype, 'connect'], [require('node:dns'), 'lookup'], [require('node:net').Server.prototype, 'listen']]) {
       const real = owner[name];
       owner[name] = function (...args) { ${entry}; return real.apply(this, args); };
     }`,
  );
  const git = join(programs, 'git');
  await writeFile(git, `#!/bin/sh\nprintf x >>"${log}"\nexit 1\n`, { mode: 0o755 });
  return {
    env: {
      NODE_OPTIONS: `--require=${preload}`,
      PATH: `${programs}:${room.env['PATH']}`,
    },
    count: async () => {
      const counted = (await readFile(log, 'utf8')).length;
      await rm(log);
      return counted;
    },
  };
}
