import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { createSumdb, type Sumdb } from '../../src/relay/sumdb.ts';
import { isMisleadable, locateDatabase, type SourceOptions } from '../../src/relay/sumdb-source.ts';
import { readSpooled } from '../../src/upstream/spooled.ts';
import type { FaultAction } from '../support/faults.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { type Lab, type LabOptions, openLab } from '../upstream/lab.ts';

const database = 'sum.golang.org';
const lookup = 'lookup/example.com/lib@v1.2.3';
const record = Buffer.from('1\nexample.com/lib v1.2.3 h1:x\n\u0000\u00ff<html>', 'latin1');

const ask = (operation: string, name = database): Endpoint & { kind: 'sumdb' } => ({
  kind: 'sumdb',
  database: name,
  operation,
});

/** In place of the database's hosts, and a mirror that passes it on. */
let first: Mirror;
let second: Mirror;
let copy: Mirror;
let open: { close(): Promise<void> }[];

beforeEach(async () => {
  open = [];
  const official = () =>
    startMirror({
      faults: [
        { match: '/latest', action: { kind: 'body', body: 'go.sum database tree\n' } },
        { match: lookup, action: { kind: 'body', body: record } },
      ],
    });
  [first, second] = [await official(), await official()];
  copy = await startMirror({
    sumdb: { [`${database}/supported`]: {}, [`${database}/${lookup}`]: { body: record } },
  });
  open.push(first, second, copy);
});

afterEach(async () => {
  for (const one of open.reverse()) await one.close();
});

async function prepare(
  goVersion = '1.26.6',
  isShipped = false,
  more: Partial<LabOptions> = {},
): Promise<{ lab: Lab; sumdb: Sumdb; options: SourceOptions }> {
  const lab = await openLab({
    mirrors: [copy.url],
    limits: { retries: 1 },
    hosts: { 'https://sum.golang.org': first.url, 'https://sum.golang.google.cn': second.url },
    ...more,
  });
  open.push(lab);
  const mirrors = lab.tools.mirrors.all;
  const options = {
    tools: lab.tools,
    shippedMirrors: isShipped ? mirrors : [],
    otherMirrors: isShipped ? [] : mirrors,
    goVersion,
    signal: lab.signal,
  };
  return { lab, sumdb: createSumdb(options), options };
}

function suffer(action: FaultAction, ...mirrors: Mirror[]): void {
  for (const mirror of mirrors) mirror.setFaults([{ match: () => true, action }]);
}

const down: FaultAction = { kind: 'status', status: 503 };

describe('the database itself', () => {
  test('is asked before any mirror, and its bytes pass untouched', async () => {
    const { lab, sumdb } = await prepare();
    const outcome = await lab.drive(sumdb.fetch(ask(lookup)));
    if (outcome.kind !== 'found') throw new Error(outcome.failure.detail);
    expect(await readSpooled(outcome.file)).toEqual(record);
    expect(copy.requests).toHaveLength(0);
  });

  test('is probed once for a whole run', async () => {
    const { lab, sumdb } = await prepare();
    await lab.drive(Promise.all([sumdb.fetch(ask('supported')), sumdb.fetch(ask(lookup))]));
    await lab.drive(sumdb.fetch(ask(lookup)));
    expect(first.requestsFor('/latest')).toHaveLength(1);
    expect(second.requestsFor('/latest')).toHaveLength(1);
  });

  test('may answer from either of its hosts', async () => {
    suffer(down, first);
    const { lab, sumdb } = await prepare();
    expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({
      kind: 'found',
      mirror: 'sum.golang.google.cn',
    });
  });

  test('passes its 404 on', async () => {
    const { lab, sumdb } = await prepare();
    expect(await lab.drive(sumdb.fetch(ask('lookup/example.com/none@v1.0.0')))).toMatchObject({
      kind: 'absent',
      failure: { class: 'http-not-found' },
    });
  });
});

test('another database is not passed on, and nobody is asked', async () => {
  const { sumdb } = await prepare();
  expect(await sumdb.fetch(ask('supported', 'sum.example'))).toMatchObject({ kind: 'absent' });
  expect([...first.requests, ...second.requests, ...copy.requests]).toHaveLength(0);
});

describe('a mirror in front of the database', () => {
  test('takes over when both hosts are down, and is not named as the database', async () => {
    suffer(down, first, second);
    const { lab, sumdb } = await prepare();
    const outcome = await lab.drive(sumdb.fetch(ask(lookup)));
    expect(outcome).toMatchObject({ kind: 'found', mirror: `${copy.host}:${copy.port}` });
  });

  test('is asked only after the grace of the database’s own hosts', async () => {
    suffer({ kind: 'never-answer' }, first, second);
    const { lab, sumdb } = await prepare();
    const asking = sumdb.fetch(ask(lookup));
    await first.waitForRequest(() => true);
    await second.waitForRequest(() => true);
    await lab.clock.advance(1_999);
    expect(copy.requests).toHaveLength(0);
    await lab.clock.advance(1);
    expect(await lab.drive(asking)).toMatchObject({ mirror: `${copy.host}:${copy.port}` });
    const silent = await first.waitForRequest(() => true);
    expect(await silent.ended).toBe('aborted');
  });

  const versions: [string, boolean][] = [
    ['1.24.9', true],
    ['1.25', true],
    ['1.25rc1', true],
    ['1.25.12', true],
    ['1.25.13', false],
    ['1.25.14', false],
    ['1.26rc1', true],
    ['1.26', true],
    ['1.26.0', true],
    ['1.26.5', true],
    ['1.26.6', false],
    ['1.27rc1', false],
    ['1.27.0', false],
  ];
  test.each(versions)('can mislead Go %s: %s', (version, expected) => {
    expect(isMisleadable(version)).toBe(expected);
  });

  test('is never used for a Go that it can mislead, unless Go ships with it', async () => {
    suffer(down, first, second);
    const third = await prepare('1.26.5');
    expect(await third.lab.drive(third.sumdb.fetch(ask(lookup)))).toMatchObject({
      kind: 'failed',
      failure: { class: 'sumdb-unreachable', because: { class: 'http-server' } },
    });
    expect(copy.requests).toHaveLength(0);
    const shipped = await prepare('1.26.5', true);
    expect(await shipped.lab.drive(shipped.sumdb.fetch(ask(lookup)))).toMatchObject({
      kind: 'found',
    });
  });

  test('does not hear of a private module if it is public', async () => {
    suffer(down, first, second);
    const { lab, sumdb } = await prepare('1.26.6', false, { isPrivate: () => true });
    expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({
      kind: 'failed',
      failure: { class: 'sumdb-unreachable', module: 'example.com/lib' },
    });
    expect(copy.requestsFor('lookup')).toHaveLength(0);
  });
});

test('nobody hears of a module that is limited to mirrors of its own', async () => {
  const { lab, sumdb } = await prepare('1.26.6', false, { only: () => 'example.com/*' });
  expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({
    kind: 'failed',
    failure: { class: 'sumdb-unreachable', module: 'example.com/lib' },
  });
  expect([first, second, copy].flatMap((one) => one.requestsFor('lookup'))).toEqual([]);
});

test('an outage of every source is forgotten when it is over', async () => {
  suffer(down, first, second, copy);
  const { lab, sumdb } = await prepare();
  expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({ kind: 'failed' });
  copy.setFaults([]);
  expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({ kind: 'found' });
});

describe('a page of a portal', () => {
  const page: FaultAction = { kind: 'html' };

  test('in place of the tree head elects nobody', async () => {
    suffer(page, first);
    const { lab, sumdb } = await prepare();
    expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({
      kind: 'found',
      mirror: 'sum.golang.google.cn',
    });
  });

  test('nor does any other text', async () => {
    suffer({ kind: 'body', body: 'welcome\n' }, first, second);
    const { lab, sumdb } = await prepare();
    expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({
      kind: 'found',
      mirror: `${copy.host}:${copy.port}`,
    });
  });

  test('from everyone is told as what it is', async () => {
    suffer(page, first, second, copy);
    const { lab, sumdb } = await prepare();
    expect(await lab.drive(sumdb.fetch(ask('supported')))).toMatchObject({
      kind: 'failed',
      failure: { class: 'sumdb-unreachable', because: { class: 'bad-content', isHtml: true } },
    });
  });
});

test.each<[string, FaultAction]>([
  ['goes down', down],
  ['is replaced by a portal', { kind: 'html' }],
])('a source that %s in the middle of a run is chosen anew', async (_name, action) => {
  suffer(down, second);
  const { lab, sumdb } = await prepare();
  expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({ mirror: database });
  suffer(action, first);
  expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({
    kind: 'failed',
    failure: { class: 'sumdb-unreachable' },
  });
  second.setFaults([
    { match: '/latest', action: { kind: 'body', body: 'go.sum database tree\n' } },
    { match: lookup, action: { kind: 'body', body: record } },
  ]);
  expect(await lab.drive(sumdb.fetch(ask(lookup)))).toMatchObject({
    kind: 'found',
    mirror: 'sum.golang.google.cn',
  });
});

describe('where the database is, for later steps', () => {
  const located = async () => {
    const { lab, options } = await prepare();
    return { lab, url: await lab.drive(locateDatabase(options)) };
  };

  test('its own host that answers; this run keeps no record of the question', async () => {
    suffer(down, first);
    const { lab, url } = await located();
    expect(url).toBe('https://sum.golang.google.cn');
    expect(lab.tools.journal.attempts).toEqual([]);
  });

  test.each<[string, FaultAction]>([
    ['are down', down],
    ['are a portal', { kind: 'portal' }],
    ['never answer', { kind: 'never-answer' }],
  ])('nowhere when both %s, whatever a mirror would pass on', async (_, action) => {
    suffer(action, first, second);
    expect((await located()).url).toBeUndefined();
    expect(copy.requests).toHaveLength(0);
  });
});
