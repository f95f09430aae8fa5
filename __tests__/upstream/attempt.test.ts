import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FailureError } from '../../src/failure.ts';
import type { Endpoint } from '../../src/module/endpoint.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import { attemptFile, type FileRequest } from '../../src/upstream/attempt.ts';
import { fetchModule } from '../../src/upstream/fetch.ts';
import { readSpooled } from '../../src/upstream/spooled.ts';
import { settle } from '../support/clock.ts';
import type { FaultAction } from '../support/faults.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { type Lab, openLab } from './lab.ts';

const module = makeModule('example.com/lib', 'v1.2.3');
const mod: Endpoint = { kind: 'mod', module: { path: module.path, version: module.version } };
const limits = { connectMs: 1e9, firstByteMs: 1e9, stallMs: 1e9 };

let mirror: Mirror;
let lab: Lab;
let entry: MirrorEntry;

beforeEach(async () => {
  mirror = await startMirror({ modules: [module] });
  lab = await openLab({ mirrors: [mirror.url], sums: [module] });
  entry = lab.mirror(mirror.url);
});

afterEach(async () => {
  await lab.close();
  await mirror.close();
});

function attempt(more: Partial<FileRequest> = {}) {
  return attemptFile(lab.tools, { mirror: entry, endpoint: mod, limits, ...more }, lab.signal);
}

function suffer(action: FaultAction): void {
  mirror.setFaults([{ match: () => true, action }]);
}

describe('the journal hears of', () => {
  test('a file that came', async () => {
    const { file } = await attempt();
    expect(await readSpooled(file)).toEqual(module.mod);
    expect(lab.tools.journal.attempts).toEqual([
      {
        mirror: entry.name,
        endpoint: 'example.com/lib/@v/v1.2.3.mod',
        startedAtMs: 0,
        durationMs: 0,
        firstByteMs: 0,
        tcpMs: 0,
        bytes: module.mod.length,
        status: 200,
        reusedConnection: false,
        outcome: 'ok',
      },
    ]);
  });

  test('a refusal, with what the server said of it', async () => {
    suffer({ kind: 'status', status: 503, body: 'down for repair\nmore' });
    await expect(attempt()).rejects.toMatchObject({
      failure: { class: 'http-server', mirror: entry.name },
    });
    expect(lab.tools.journal.attempts).toMatchObject([
      { outcome: 'http-server', status: 503, detail: 'HTTP status 503: down for repair' },
    ]);
  });

  test('bytes that are not what was asked for, which leave nothing in the spool', async () => {
    const verify = async () => ({ class: 'bad-content', detail: 'not that' }) as const;
    await expect(attempt({ verify })).rejects.toMatchObject({
      failure: { class: 'bad-content', mirror: entry.name },
    });
    expect(lab.tools.journal.attempts).toMatchObject([
      { outcome: 'bad-content', bytes: module.mod.length, status: 200 },
    ]);
    expect(lab.spool.held.size).toBe(0);
  });

  test.each<[string, unknown, string]>([
    ['somebody who has enough', new Error('enough'), 'cancelled'],
    ['the deadline', new FailureError({ class: 'deadline', detail: 'over' }), 'deadline'],
    ['one who calls it a stall', new FailureError({ class: 'stall', detail: 'late' }), 'stall'],
  ])('an attempt that was broken off by %s', async (_name, reason, outcome) => {
    suffer({ kind: 'stall', afterBytes: 5 });
    const running = attempt();
    await mirror.waitForRequest(() => true);
    lab.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(lab.tools.journal.attempts).toMatchObject([{ outcome, mirror: entry.name }]);
    expect(lab.spool.held.size).toBe(0);
  });
});

describe('encodings', () => {
  const encoded = (encoding: string): FaultAction => ({
    kind: 'headers',
    headers: { 'content-encoding': encoding },
  });

  test('identity is no encoding', async () => {
    suffer(encoded('identity'));
    expect(await readSpooled((await attempt()).file)).toEqual(module.mod);
  });

  test('a gzip that is none is bad content', async () => {
    suffer(encoded('gzip'));
    await expect(attempt()).rejects.toMatchObject({ failure: { class: 'bad-content' } });
  });

  test('one that nobody knows is refused, and its connection serves the next request', async () => {
    suffer(encoded('br'));
    await expect(attempt()).rejects.toMatchObject({ failure: { class: 'bad-content' } });
    mirror.setFaults([]);
    await attempt();
    expect(mirror.requests.map(({ orderOnConnection }) => orderOnConnection)).toEqual([1, 2]);
  });

  test('a compressed body that breaks off tells of the break', async () => {
    mirror.setFaults([
      {
        match: () => true,
        action: {
          kind: 'raw',
          bytes: 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 99\r\n\r\n\x1f',
        },
      },
    ]);
    await expect(attempt()).rejects.toMatchObject({ failure: { class: 'truncated' } });
  });
});

test('a connection serves on after a "not found"', async () => {
  suffer({ kind: 'status', status: 404, body: 'not found' });
  await expect(attempt()).rejects.toMatchObject({ failure: { class: 'http-not-found' } });
  mirror.setFaults([]);
  await attempt();
  expect(mirror.requests.map(({ orderOnConnection }) => orderOnConnection)).toEqual([1, 2]);
});

test('a page about an error that drips is left after the stall limit, whatever still comes', async () => {
  const answers: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    response.writeHead(503);
    response.write('slow');
    answers.push(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const running = attempt({
      mirror: lab.mirror(`http://127.0.0.1:${port}`),
      limits: { ...limits, stallMs: 15_000 },
    });
    running.catch(() => {});
    while (!lab.clock.pendingDelays().includes(15_000)) await settle();
    await lab.clock.advance(10_000);
    answers[0]?.write(' down');
    await settle();
    await lab.clock.advance(5_000);
    await expect(running).rejects.toMatchObject({
      failure: { class: 'http-server', detail: 'HTTP status 503: slow down' },
    });
    expect(lab.clock.pendingDelays()).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('credentials reach the mirror and nothing that is written down', async () => {
  const secret = 'hunter2-token';
  const guarded = await startMirror({
    modules: [module],
    basicAuth: { user: 'bot', password: secret },
  });
  try {
    const known = {
      ...lab.mirror(guarded.url),
      credentials: { username: 'bot', password: secret },
    };
    await attempt({ mirror: known });
    await expect(
      attempt({ mirror: { ...known, credentials: { username: 'bot', password: `${secret}x` } } }),
    ).rejects.toMatchObject({ failure: { class: 'http-auth', status: 401 } });
    expect(JSON.stringify(lab.tools.journal.attempts)).not.toContain(secret);
  } finally {
    await guarded.close();
  }
});

describe('a directory as a mirror', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gmr-file-mirror-'));
    const file = join(directory, 'example.com/lib/@v/v1.2.3.mod');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, module.mod);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const outcomeOf = async (endpoint: Endpoint) => {
    const url = pathToFileURL(directory).href;
    const own = await openLab({ mirrors: [[url]], sums: [module] });
    try {
      const outcome = await own.drive(fetchModule(own.tools, endpoint, own.signal));
      return outcome.kind === 'found' ? await readSpooled(outcome.file) : outcome.failure.class;
    } finally {
      await own.close();
    }
  };

  test('has the files of the protocol', async () => {
    expect(await outcomeOf(mod)).toEqual(module.mod);
  });

  test.each<[string, Endpoint]>([
    ['a file that is not there', { ...mod, kind: 'zip' }],
    ['a whole module that is not there', { kind: 'latest', path: 'example.com/other' }],
  ])('says "not found" to %s', async (_name, endpoint) => {
    expect(await outcomeOf(endpoint)).toBe('http-not-found');
  });

  const unreadable: [string, (file: string) => Promise<void>, string][] = [
    [
      'that cannot be opened',
      async (file) => {
        await rm(file);
        // A loop of links: it fails for root too, whom no mode of a file keeps out.
        await symlink(file, file);
      },
      'http-other',
    ],
    [
      'whose permissions refuse it',
      async (file) => {
        await chmod(file, 0o000);
      },
      'permission',
    ],
  ];
  test.each(unreadable)(
    '%s: a file leaves it to the next mirror',
    async (_name, spoil, outcome) => {
      if (outcome === 'permission' && process.getuid?.() === 0) return;
      const url = pathToFileURL(directory).href;
      await spoil(join(directory, 'example.com/lib/@v/v1.2.3.mod'));
      const own = await openLab({ mirrors: [url, mirror.url], sums: [module] });
      try {
        expect(await own.drive(fetchModule(own.tools, mod, own.signal))).toMatchObject({
          kind: 'found',
          mirror: entry.name,
        });
        expect(own.tools.journal.attempts[0]).toMatchObject({ outcome });
      } finally {
        await own.close();
      }
    },
  );
});
