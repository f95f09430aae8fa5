import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { fetchModule } from '../../src/upstream/fetch.ts';
import { readSpooled } from '../../src/upstream/spooled.ts';
import type { Fault, FaultAction } from '../support/faults.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { type Lab, type LabOptions, openLab } from './lab.ts';

const module = makeModule('example.com/lib', 'v1.2.3');
const other = makeModule('example.com/lib', 'v1.2.3', { 'lib.go': 'package lib // forged\n' });
const zip: Endpoint = { kind: 'zip', module: { path: module.path, version: module.version } };
const mod: Endpoint = { ...zip, kind: 'mod' };
const info: Endpoint = { ...zip, kind: 'info' };

let open: { close(): Promise<void> }[] = [];
let a: Mirror;
let b: Mirror;

async function mirror(...faults: Fault[]): Promise<Mirror> {
  const started = await startMirror({ modules: [module], faults });
  open.push(started);
  return started;
}

async function lab(options: Partial<LabOptions> = {}): Promise<Lab> {
  const opened = await openLab({ mirrors: [a.url, b.url], sums: [module], ...options });
  open.push(opened);
  return opened;
}

function always(action: FaultAction): Fault {
  return { match: () => true, action };
}

async function fetched(of: Lab, endpoint: Endpoint = zip) {
  return of.drive(fetchModule(of.tools, endpoint, of.signal));
}

beforeEach(async () => {
  open = [];
  a = await mirror();
  b = await mirror();
});

afterEach(async () => {
  for (const one of open.reverse()) await one.close();
});

describe('a healthy mirror', () => {
  test.each<[string, Endpoint, Buffer]>([
    ['zip', zip, module.zip],
    ['go.mod', mod, module.mod],
    ['version information', info, module.info],
  ])(
    'delivers the very bytes of a %s, and the second mirror is not asked',
    async (_name, endpoint, bytes) => {
      const outcome = await fetched(await lab(), endpoint);
      if (outcome.kind !== 'found') throw new Error(outcome.failure.detail);
      expect(await readSpooled(outcome.file)).toEqual(bytes);
      expect(b.requests).toHaveLength(0);
    },
  );
});

describe('the next mirror takes over', () => {
  test.each<[string, FaultAction, number]>([
    ['503', { kind: 'status', status: 503 }, 1],
    ['500', { kind: 'status', status: 500 }, 1],
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '3600' } }, 1],
    ['451', { kind: 'status', status: 451 }, 1],
    [
      '404 that tells of a timeout',
      { kind: 'status', status: 404, body: 'not found: fetch timed out' },
      1,
    ],
    ['reset before headers', { kind: 'reset-before-headers' }, 1],
    ['reset in the body, twice', { kind: 'reset', afterBytes: 50 }, 2],
    ['truncated, twice', { kind: 'truncate', afterBytes: 50, framing: 'length' }, 2],
    ['truncated without any length', { kind: 'truncate', afterBytes: 50, framing: 'close' }, 1],
    ['a flipped byte', { kind: 'flip-byte' }, 1],
    ['another zip', { kind: 'body', body: other.zip }, 1],
    ['an empty answer', { kind: 'body', body: '' }, 1],
    ['an HTML page', { kind: 'html' }, 1],
    ['a redirect that never ends', { kind: 'redirect-loop' }, 1],
    ['not HTTP at all', { kind: 'raw', bytes: 'SSH-2.0-OpenSSH_9.2\r\n' }, 1],
  ])('after %s', async (_name, action, asked) => {
    a.setFaults([always(action)]);
    const outcome = await fetched(await lab());
    expect(outcome).toMatchObject({ kind: 'found', mirror: `${b.host}:${b.port}` });
    expect(new Set(a.requests.map(({ path }) => path)).size).toBe(1);
    if (action.kind !== 'redirect-loop') expect(a.requests).toHaveLength(asked);
    expect(b.requests).toHaveLength(1);
  });

  test('after a stall before the headers, once the first-byte limit is over', async () => {
    a.setFaults([always({ kind: 'never-answer' })]);
    const opened = await lab({ limits: { firstByteMs: 15_000 } });
    const running = fetchModule(opened.tools, zip, opened.signal);
    await a.waitForRequest(() => true);
    await opened.clock.advance(14_999);
    expect(b.requests).toHaveLength(0);
    await opened.clock.advance(1);
    expect(await opened.drive(running)).toMatchObject({
      kind: 'found',
      mirror: `${b.host}:${b.port}`,
    });
    expect(opened.tools.journal.attempts[0]).toMatchObject({ outcome: 'stall', bytes: 0 });
  });

  test('gzip that nobody asked for is undone', async () => {
    a.setFaults([always({ kind: 'gzip' })]);
    expect(await fetched(await lab())).toMatchObject({
      kind: 'found',
      mirror: `${a.host}:${a.port}`,
    });
  });

  test('version information for another version is refused', async () => {
    a.setFaults([always({ kind: 'wrong-version', version: 'v9.9.9' })]);
    expect(await fetched(await lab(), info)).toMatchObject({
      kind: 'found',
      mirror: `${b.host}:${b.port}`,
    });
  });
});

describe('absence', () => {
  test('is believed only when every mirror says so', async () => {
    a.setFaults([always({ kind: 'status', status: 404 })]);
    b.setFaults([always({ kind: 'status', status: 410 })]);
    expect(await fetched(await lab())).toMatchObject({
      kind: 'absent',
      failure: { class: 'http-not-found' },
    });
    expect([a.requests.length, b.requests.length]).toEqual([1, 1]);
  });

  test('of one mirror is no absence while another fails', async () => {
    a.setFaults([always({ kind: 'status', status: 404 })]);
    b.setFaults([always({ kind: 'status', status: 500 })]);
    expect(await fetched(await lab())).toMatchObject({
      kind: 'failed',
      failure: { class: 'http-server' },
    });
  });

  test('leads to the next group of mirrors, an outage does not', async () => {
    const options = { mirrors: [[a.url], [b.url]] };
    a.setFaults([always({ kind: 'status', status: 404 })]);
    expect(await fetched(await lab(options))).toMatchObject({ kind: 'found' });
    a.setFaults([always({ kind: 'status', status: 503 })]);
    const asked = b.requests.length;
    expect(await fetched(await lab(options))).toMatchObject({ kind: 'failed' });
    expect(b.requests).toHaveLength(asked);
  });
});

describe('refusals', () => {
  test('a gatekeeper that says 403 ends the search', async () => {
    a.setFaults([always({ kind: 'status', status: 403 })]);
    const outcome = await fetched(await lab({ isPublic: () => false }));
    expect(outcome).toMatchObject({ kind: 'failed', failure: { class: 'http-auth', status: 403 } });
    expect(b.requests).toHaveLength(0);
  });

  test('a public mirror that says 403 is left for the next', async () => {
    a.setFaults([always({ kind: 'status', status: 403 })]);
    expect(await fetched(await lab())).toMatchObject({ kind: 'found' });
    expect(a.requests).toHaveLength(1);
  });

  test('a private module is not even asked for at a public mirror', async () => {
    const outcome = await fetched(
      await lab({ isPrivate: (path) => path === module.path, isPublic: (url) => url === a.url }),
    );
    expect(outcome).toMatchObject({ kind: 'found', mirror: `${b.host}:${b.port}` });
    expect(a.requests).toHaveLength(0);
  });

  test('with public mirrors alone a private module is absent', async () => {
    const outcome = await fetched(await lab({ isPrivate: () => true }));
    expect(outcome).toMatchObject({
      kind: 'absent',
      failure: { class: 'http-not-found', module: 'example.com/lib@v1.2.3' },
    });
    expect([...a.requests, ...b.requests]).toHaveLength(0);
  });

  test.each([
    ['off', 'offline-miss'],
    ['direct', 'http-not-found'],
  ] as const)('with nothing but %s in the list a module is absent: %s', async (ending, name) => {
    expect(await fetched(await lab({ mirrors: [], ending }))).toMatchObject({
      kind: 'absent',
      failure: { class: name, module: 'example.com/lib@v1.2.3' },
    });
  });
});

describe('a mirror that is limited to patterns', () => {
  const toA = (pattern: string) => ({
    only: (url: string) => (url === a.url ? pattern : undefined),
  });

  test('delivers the modules that match, whatever the order', async () => {
    const outcome = await fetched(await lab({ mirrors: [b.url, a.url], ...toA('example.com/*') }));
    expect(outcome).toMatchObject({ kind: 'found', mirror: `${a.host}:${a.port}` });
    expect(b.requests).toHaveLength(0);
  });

  test('hears of no other module, also when everyone else is down', async () => {
    b.setFaults([always({ kind: 'status', status: 503 })]);
    const outcome = await fetched(await lab(toA('corp/*')));
    expect(outcome).toMatchObject({ kind: 'failed', failure: { class: 'http-server' } });
    expect(a.requests).toHaveLength(0);
  });

  test.each<[string, FaultAction, object]>([
    ['404', { kind: 'status', status: 404 }, { kind: 'absent' }],
    ['503', { kind: 'status', status: 503 }, { kind: 'failed', failure: { class: 'http-server' } }],
    ['401', { kind: 'status', status: 401 }, { kind: 'failed', failure: { class: 'http-auth' } }],
    [
      'a cut',
      { kind: 'reset-before-headers' },
      { kind: 'failed', failure: { class: 'connection-reset' } },
    ],
    [
      'wrong bytes',
      { kind: 'body', body: other.zip },
      { kind: 'failed', failure: { class: 'checksum-mismatch' } },
    ],
  ])('is the only one asked, also after %s', async (_name, action, expected) => {
    a.setFaults([always(action)]);
    for (const mirrors of [
      [a.url, b.url],
      [[a.url], [b.url]],
    ]) {
      expect(await fetched(await lab({ mirrors, ...toA('example.com') }))).toMatchObject(expected);
    }
    expect(b.requests).toHaveLength(0);
  });

  test('shares its patterns with another one, which takes over', async () => {
    const c = await mirror();
    a.setFaults([always({ kind: 'status', status: 503 })]);
    const mirrors = [a.url, b.url, c.url];
    const only = (url: string) => (url === b.url ? undefined : 'example.com/lib');
    const outcome = await fetched(await lab({ mirrors, only }));
    expect(outcome).toMatchObject({ kind: 'found', mirror: `${c.host}:${c.port}` });
    expect(b.requests).toHaveLength(0);
  });

  test('is meant for private modules, and nobody else is', async () => {
    const options = { isPrivate: () => true, isPublic: () => false, ...toA('example.com') };
    expect(await fetched(await lab(options))).toMatchObject({ kind: 'found' });
    expect(b.requests).toHaveLength(0);
    expect(await fetched(await lab({ ...options, isPublic: () => true }))).toMatchObject({
      kind: 'absent',
      failure: { detail: expect.stringContaining('`only=`') },
    });
    expect(a.requests).toHaveLength(1);
  });
});

describe('wrong bytes', () => {
  test('from two mirrors that agree with each other are never asked for again', async () => {
    for (const one of [a, b]) one.setFaults([always({ kind: 'body', body: other.zip })]);
    const outcome = await fetched(await lab());
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { class: 'checksum-mismatch', position: { file: 'go.sum', line: 1 } },
    });
    const failure = outcome.kind === 'failed' ? outcome.failure : undefined;
    const first = [a, b]
      .map(({ host, port }) => `${host}:${port}`)
      .find((n) => n !== failure?.mirror);
    expect(failure?.detail).toContain(`wrong bytes also from ${first}`);
    expect(a.requests.length + b.requests.length).toBe(2);
  });

  test('are in the journal as what they are', async () => {
    a.setFaults([always({ kind: 'body', body: other.zip })]);
    const opened = await lab();
    await fetched(opened);
    expect(opened.tools.journal.attempts).toMatchObject([
      { mirror: `${a.host}:${a.port}`, outcome: 'checksum-mismatch', bytes: other.zip.length },
      { mirror: `${b.host}:${b.port}`, outcome: 'ok' },
    ]);
    expect(opened.spool.held.size).toBe(1);
  });

  describe('for two modules', () => {
    const names = ['example.com/a', 'example.com/b', 'example.com/c'];
    const honest = names.map((name) => makeModule(name, 'v1.0.0'));
    const forged = names.map((name) => makeModule(name, 'v1.0.0', { 'x.go': 'package x\n' }));
    const zips = names.map(
      (path): Endpoint => ({ kind: 'zip', module: { path, version: 'v1.0.0' } }),
    );
    let liar: Mirror;

    beforeEach(async () => {
      liar = await startMirror({ modules: forged });
      open.push(liar);
    });

    const askAll = async (opened: Lab) => {
      const outcomes = [];
      for (const endpoint of zips) outcomes.push(await fetched(opened, endpoint));
      return outcomes;
    };

    test('shut the mirror out for the rest of the run', async () => {
      const good = await startMirror({ modules: honest });
      open.push(good);
      const outcomes = await askAll(await lab({ mirrors: [liar.url, good.url], sums: honest }));
      expect(outcomes.map(({ kind }) => kind)).toEqual(['found', 'found', 'found']);
      expect(liar.requestsFor('example.com/c')).toHaveLength(0);
    });

    test('from the only mirror are the reason for every other module', async () => {
      const outcomes = await askAll(await lab({ mirrors: [liar.url], sums: honest }));
      expect(outcomes).toMatchObject(
        names.map((name) => ({
          kind: 'failed',
          failure: { class: 'checksum-mismatch', module: `${name}@v1.0.0` },
        })),
      );
      expect(liar.requests).toHaveLength(4);
    });

    test('are not the reason where another mirror is down', async () => {
      const down = await startMirror({
        modules: honest,
        faults: [{ match: 'example.com/c', action: { kind: 'status', status: 503 } }],
      });
      open.push(down);
      const opened = await lab({ mirrors: [liar.url, down.url], sums: honest });
      for (const name of names.slice(0, 2)) {
        opened.tools.mirrors.servedWrongBytes(opened.mirror(liar.url), name);
      }
      expect(await fetched(opened, zips[2])).toMatchObject({
        kind: 'failed',
        failure: { class: 'http-server' },
      });
      expect(liar.requests).toHaveLength(0);
    });
  });

  test('from the only mirror are fetched once more', async () => {
    a.setFaults([{ match: '.zip', times: 1, action: { kind: 'body', body: other.zip } }]);
    expect(await fetched(await lab({ mirrors: [a.url] }))).toMatchObject({ kind: 'found' });
    expect(a.requests).toHaveLength(2);
  });

  test('of every kind end after four requests', async () => {
    const more = [await mirror(), await mirror(), await mirror()];
    const all = [a, b, ...more];
    for (const [index, one] of all.entries()) {
      const forged = makeModule('example.com/lib', 'v1.2.3', {
        'lib.go': `package lib // ${index}\n`,
      });
      one.setFaults([always({ kind: 'body', body: forged.zip })]);
    }
    const outcome = await fetched(await lab({ mirrors: all.map(({ url }) => url) }));
    expect(outcome).toMatchObject({ kind: 'failed', failure: { class: 'checksum-mismatch' } });
    expect(all.flatMap(({ requests }) => requests)).toHaveLength(4);
  });
});

describe('a mirror whose circuit breaker is open', () => {
  const stall = { class: 'stall', detail: 'x' } as const;
  const openBreaker = (opened: Lab, url: string) => {
    opened.tools.mirrors.answered(opened.mirror(url), 1, 0);
    for (let i = 1; i <= 5; i += 1) opened.tools.mirrors.failed(opened.mirror(url), stall, i);
  };

  test('is not asked while another one can be, however that does', async () => {
    const opened = await lab({ limits: { retries: 3 } });
    openBreaker(opened, a.url);
    opened.tools.mirrors.answered(opened.mirror(b.url), 1);
    b.setFaults([always({ kind: 'status', status: 500 })]);
    expect(await fetched(opened)).toMatchObject({ kind: 'failed' });
    expect([a.requests.length, b.requests.length]).toEqual([0, 4]);
  });

  test('is asked where it is the only one left that may have the file', async () => {
    const opened = await lab();
    openBreaker(opened, a.url);
    b.setFaults([always({ kind: 'status', status: 404 })]);
    expect(await fetched(opened)).toMatchObject({ kind: 'found', mirror: `${a.host}:${a.port}` });
    expect(opened.tools.mirrors.healthOf(opened.mirror(a.url)).breaker.state).toBe('closed');
  });

  test('gets one request of many when its time is over', async () => {
    const held = Promise.withResolvers<void>();
    a.setFaults([always({ kind: 'hold', until: held.promise })]);
    const opened = await lab();
    openBreaker(opened, a.url);
    await opened.clock.advance(15_000);
    const running = [zip, mod, info].map((one) => fetchModule(opened.tools, one, opened.signal));
    await Promise.all(running.slice(1));
    expect(a.requests).toHaveLength(1);
    held.resolve();
    expect(await running[0]).toMatchObject({ kind: 'found', mirror: `${a.host}:${a.port}` });
    expect(opened.events.map(({ kind }) => kind)).toEqual([
      'breaker-opened',
      'breaker-half-open',
      'breaker-closed',
    ]);
  });
});

describe('when nothing helps', () => {
  test('a mirror that never worked is given up after two passes', async () => {
    for (const one of [a, b]) one.setFaults([always({ kind: 'status', status: 502 })]);
    const outcome = await fetched(await lab());
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { class: 'http-server', mirror: `${a.host}:${a.port}` },
    });
    expect([a.requests.length, b.requests.length]).toEqual([2, 2]);
  });

  test('a mirror that did work is asked as often as retries allow', async () => {
    const opened = await lab({ mirrors: [a.url], limits: { retries: 3 } });
    await fetched(opened, mod);
    a.setFaults([always({ kind: 'status', status: 500 })]);
    expect(await fetched(opened)).toMatchObject({
      kind: 'failed',
      failure: { class: 'http-server' },
    });
    expect(a.requestsFor('.zip')).toHaveLength(4);
  });

  test('a group waits for its own mirrors, and only if they have worked', async () => {
    const waitedFor: string[] = [];
    const outage = {
      recovered: async (candidates: readonly { url: string }[]) => {
        waitedFor.push(...candidates.map(({ url }) => url));
        return 'given-up' as const;
      },
      answered: () => {},
      isOn: () => false,
    };
    const opened = await lab({ mirrors: [[a.url], [b.url]], outage, limits: { retries: 5 } });
    opened.tools.mirrors.answered(opened.mirror(b.url), 1);
    a.setFaults([always({ kind: 'status', status: 500 })]);
    await fetched(opened);
    expect([waitedFor, a.requests.length]).toEqual([[], 2]);
    opened.tools.mirrors.answered(opened.mirror(a.url), 1);
    await fetched(opened);
    expect(waitedFor).toEqual([a.url]);
    expect(b.requests).toHaveLength(0);
  });

  test('HTML from every mirror is the network speaking', async () => {
    for (const one of [a, b]) one.setFaults([always({ kind: 'html' })]);
    expect(await fetched(await lab())).toMatchObject({
      kind: 'failed',
      failure: { class: 'captive-portal' },
    });
  });

  test.each([
    ['7', 7_000],
    ['3600', 10_000],
  ])('a lone mirror that throttles and asks for %s s is given %d ms', async (given, waitMs) => {
    const opened = await lab({ mirrors: [a.url] });
    await fetched(opened, mod);
    a.setFaults([
      {
        match: '.zip',
        times: 1,
        action: { kind: 'status', status: 429, headers: { 'retry-after': given } },
      },
    ]);
    const startedAt = opened.clock.now();
    expect(await fetched(opened)).toMatchObject({ kind: 'found' });
    expect(opened.clock.now() - startedAt).toBe(waitMs);
  });

  test('an abort ends the fetch with its own reason', async () => {
    a.setFaults([always({ kind: 'never-answer' })]);
    const opened = await lab();
    const running = fetchModule(opened.tools, zip, opened.signal);
    await a.waitForRequest(() => true);
    const reason = new Error('over');
    opened.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});
