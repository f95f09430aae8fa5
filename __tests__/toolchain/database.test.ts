import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../support/faults.ts';
import {
  changed,
  down,
  failureOf,
  lab,
  lookup,
  module,
  name,
  on,
  open,
  other,
  own,
  prepare,
  proven,
  real,
  served,
  shipped,
  suffer,
  twin,
} from './database-lab.ts';

describe('the sources of Go’s database', () => {
  test('are its own hosts first, asked for nothing but the proof', async () => {
    const database = await prepare();
    expect(await database.lookup(module, lab.signal)).toMatchObject(proven);
    expect(own.requests.map(({ path }) => path.replace(`/sumdb/${name}/`, '')).sort()).toEqual([
      lookup,
      'tile/8/0/000',
      'tile/8/0/001.p/44',
      'tile/8/1/000.p/1',
    ]);
    expect([twin, shipped, other].flatMap(({ requests }) => requests)).toEqual([]);
    expect(database).toMatchObject({ name, latest: real.head(), refused: [] });
  });

  test('are asked one after the other: its hosts, Go’s own mirrors, the others', async () => {
    const database = await prepare();
    for (const [broken, next] of [
      [own, twin],
      [twin, shipped],
      [shipped, other],
    ] as const) {
      suffer(down, broken);
      const before = next.requests.length;
      expect(await database.lookup(module, lab.signal)).toMatchObject(proven);
      expect(next.requests.length).toBeGreaterThan(before);
    }
  });

  test('that are silent have the next one beside them after two seconds', async () => {
    suffer([{ match: () => true, action: { kind: 'never-answer' } }], own);
    const database = await prepare();
    const looking = database.lookup(module, lab.signal);
    const silent = await own.waitForRequest(() => true);
    await lab.clock.advance(1_999);
    expect(twin.requests).toEqual([]);
    await lab.clock.advance(1);
    expect(await looking).toMatchObject(proven);
    expect(await silent.ended).toBe('aborted');
    expect(shipped.requests).toEqual([]);
  });

  test('are mirrors only where they say so', async () => {
    suffer(down, own, twin);
    suffer(on('/supported', { kind: 'status', status: 404 }), shipped);
    const database = await prepare();
    expect(await database.lookup(module, lab.signal)).toMatchObject(proven);
    expect(shipped.requests.map(({ path }) => path)).toEqual([`/sumdb/${name}/supported`]);
  });

  test('do not include a mirror that is limited to other modules', async () => {
    suffer(down, own, twin, shipped);
    const only = (url: string) => (url === other.url ? 'corp.example' : undefined);
    const database = await prepare(undefined, { only, limits: { retries: 0 } });
    expect(await failureOf(database.lookup(module, lab.signal))).toMatchObject({
      class: 'sumdb-unreachable',
    });
    expect(other.requests).toEqual([]);
  });

  test('may be a directory', async () => {
    suffer(down, own, twin);
    const directory = await mkdtemp(join(tmpdir(), 'gmr-sumdb-'));
    open.push({ close: () => rm(directory, { recursive: true }) });
    for (const [at, { body }] of Object.entries(served)) {
      const file = join(directory, 'sumdb', at);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, body);
    }
    const database = await prepare(undefined, { mirrors: [pathToFileURL(directory).href] });
    expect(await database.lookup(module, lab.signal)).toMatchObject(proven);
  });
});

describe('the next source has the proof where one', () => {
  test.each<[string, readonly Fault[], string | undefined]>([
    ['is not there', [{ match: () => true, action: { kind: 'reset-before-headers' } }], undefined],
    ['refuses (403)', on('lookup/', { kind: 'status', status: 403 }), undefined],
    ['refuses the tiles (403)', on('tile/', { kind: 'status', status: 403 }), undefined],
    ['does not have the record (404)', on('lookup/', { kind: 'status', status: 404 }), undefined],
    ['does not have a tile (404)', on('tile/8/0', { kind: 'status', status: 404 }), undefined],
    ['fails in the middle (503)', on('tile/8/0', { kind: 'status', status: 503 }), undefined],
    [
      'cuts an answer short',
      on('tile/8/0/000', { kind: 'truncate', afterBytes: 99, framing: 'length' }),
      undefined,
    ],
    [
      'answers with a page and 200',
      [{ match: () => true, action: { kind: 'html' } }],
      'bad-content',
    ],
    ['answers with a page for a tile', on('tile/8/0/000', { kind: 'html' }), 'bad-content'],
    [
      'cuts a tile short unseen',
      on('tile/8/0/000', { kind: 'truncate', afterBytes: 99, framing: 'close' }),
      'bad-content',
    ],
    [
      'has a wrong tile',
      on('tile/8/0/000', { kind: 'body', body: changed('tile/8/0/000') }),
      'sumdb-mismatch',
    ],
    [
      'has a forged note',
      on('lookup/', {
        kind: 'body',
        body: real.answer(7).toString().replace('\n300\n', '\n299\n'),
      }),
      'sumdb-mismatch',
    ],
    ['has another record', on('lookup/', { kind: 'body', body: real.answer(8) }), 'sumdb-mismatch'],
  ])('%s', async (_, faults, refused) => {
    suffer(faults, own, shipped);
    suffer(down, twin);
    const database = await prepare();
    expect(await database.lookup(module, lab.signal)).toMatchObject(proven);
    expect(other.requestsFor('lookup/')).toHaveLength(1);
    expect(database.refused).toMatchObject(
      refused === undefined
        ? []
        : [
            { class: refused, mirror: 'sum.golang.org' },
            { class: refused, mirror: `${shipped.host}:${shipped.port}` },
          ],
    );
  });
});
