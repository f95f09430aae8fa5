import { describe, expect, test } from '@jest/globals';
import { createChecksumDatabase, makeRecord } from '../support/checksum-database.ts';
import type { Fault } from '../support/faults.ts';
import { startMirror } from '../support/mirror.ts';
import {
  answersOf,
  changed,
  down,
  failureOf,
  lab,
  module,
  name,
  on,
  open,
  other,
  own,
  prepare,
  proven,
  real,
  records,
  served,
  shipped,
  signer,
  suffer,
  twin,
} from './database-lab.ts';

describe('without a proof from anybody', () => {
  test('the first source says why, and all are named', async () => {
    suffer(on('lookup/', { kind: 'status', status: 404 }), own);
    suffer([{ match: () => true, action: { kind: 'html' } }], twin, shipped, other);
    const database = await prepare();
    expect(await failureOf(database.lookup(module, lab.signal))).toMatchObject({
      class: 'sumdb-unreachable',
      module: `${module.path}@${module.version}`,
      mirror: name,
      because: { class: 'http-not-found', mirror: name },
      detail: expect.stringMatching(
        /sum\.golang\.org: http-not-found.*; sum\.golang\.google\.cn: bad-content/,
      ),
    });
  });

  test('a lie outweighs all that merely failed', async () => {
    suffer(down, own, twin, shipped);
    suffer(on('tile/8/0/000', { kind: 'body', body: changed('tile/8/0/000') }), other);
    const database = await prepare(undefined, { limits: { retries: 0 } });
    expect(await failureOf(database.lookup(module, lab.signal))).toMatchObject({
      class: 'sumdb-mismatch',
      mirror: `${other.host}:${other.port}`,
      module: `${module.path}@${module.version}`,
    });
  });

  test('those that are down are asked again as often as the limits say, and what has come is kept', async () => {
    suffer([{ match: 'tile/8/0/000', times: 2, action: { kind: 'status', status: 503 } }], own);
    suffer(on('lookup/', { kind: 'status', status: 404 }), twin, shipped, other);
    const database = await prepare(undefined, { limits: { retries: 2 } });
    expect(await lab.drive(database.lookup(module, lab.signal))).toMatchObject(proven);
    expect(own.requestsFor('tile/8/0/000')).toHaveLength(3);
    expect(own.requestsFor('lookup/')).toHaveLength(1);
    // A "no" stands.
    expect(other.requestsFor('lookup/')).toHaveLength(1);
  });

  test('with the record from none and a "no" from one, the others are asked once more', async () => {
    suffer(down, own);
    suffer(on('lookup/', { kind: 'status', status: 404 }), twin, shipped, other);
    const database = await prepare(undefined, { limits: { retries: 5 } });
    expect(await failureOf(lab.drive(database.lookup(module, lab.signal)))).toMatchObject({
      class: 'sumdb-unreachable',
      because: { class: 'http-server' },
    });
    expect(own.requestsFor('lookup/')).toHaveLength(2);
    expect(twin.requestsFor('lookup/')).toHaveLength(1);
  });

  test.each<[string, readonly Fault[]]>([
    ['a mirror that passes no database on', on('/supported', { kind: 'status', status: 404 })],
    ['a tile that is missing', on('tile/8/0/000', { kind: 'status', status: 404 })],
  ])('%s is no such "no"', async (_, faults) => {
    suffer(down, own, twin, shipped);
    suffer(faults, other);
    const database = await prepare(undefined, { limits: { retries: 3 } });
    expect(await failureOf(lab.drive(database.lookup(module, lab.signal)))).toMatchObject({
      class: 'sumdb-unreachable',
    });
    expect(own.requestsFor('lookup/')).toHaveLength(4);
  });

  test('it ends when nobody wants to know any more', async () => {
    suffer([{ match: () => true, action: { kind: 'never-answer' } }], own);
    const database = await prepare();
    const looking = database.lookup(module, lab.signal);
    await own.waitForRequest(() => true);
    lab.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
  });
});

describe('with a URL in GOSUMDB', () => {
  test('that alone is asked', async () => {
    const database = await prepare(`${signer.verifierKey} ${other.url}/sumdb/${name}`);
    expect(await database.lookup(module, lab.signal)).toMatchObject(proven);
    expect(other.requestsFor('supported')).toEqual([]);
    suffer(on('lookup/', { kind: 'status', status: 403 }), other);
    expect(await failureOf(database.lookup(module, lab.signal))).toMatchObject({
      class: 'sumdb-unreachable',
      because: { class: 'http-auth', mirror: `${other.host}:${other.port}/sumdb/${name}` },
    });
    expect([own, twin, shipped].flatMap(({ requests }) => requests)).toEqual([]);
  });

  test('its password is sent and not shown', async () => {
    const guarded = await startMirror({
      sumdb: served,
      basicAuth: { user: 'reader', password: 'hunter2' },
    });
    open.push(guarded);
    const url = guarded.url.replace('//', '//reader:hunter2@');
    const database = await prepare(`${signer.verifierKey} ${url}/sumdb/${name}`);
    expect(await database.lookup(module, lab.signal)).toMatchObject(proven);
    suffer(on('lookup/', { kind: 'status', status: 404 }), guarded);
    const failure = await failureOf(database.lookup(module, lab.signal));
    expect(failure).toMatchObject({ class: 'sumdb-unreachable' });
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });
});

describe('another database', () => {
  const corp = createChecksumDatabase({ name: 'sum.corp.example/go', records });

  test('is asked at the host and path of its name, and then of mirrors that are not public', async () => {
    const [host, passing] = [
      await startMirror({ sumdb: answersOf(corp) }),
      await startMirror({ sumdb: answersOf(corp) }),
    ];
    open.push(host, passing);
    const database = await prepare(corp.verifierKey, {
      mirrors: [other.url, passing.url],
      isPublic: (url) => url !== passing.url && url !== other.url,
      hosts: { 'https://sum.corp.example': `${host.url}/sumdb/sum.corp.example` },
    });
    const wanted = { ...proven, database: 'sum.corp.example/go' };
    expect(await database.lookup(module, lab.signal)).toMatchObject(wanted);
    expect(passing.requests).toEqual([]);
    suffer(down, host);
    expect(await database.lookup(module, lab.signal)).toMatchObject(wanted);
    expect(other.requests.map(({ path }) => path)).toEqual([
      '/sumdb/sum.corp.example/go/supported',
    ]);
    expect(passing.requestsFor('sum.corp.example/go/lookup/')).toHaveLength(1);
  });

  test('is not named to a public mirror, not even to one that Go ships with', async () => {
    const host = await startMirror({ sumdb: answersOf(corp) });
    open.push(host);
    suffer(down, host);
    const database = await prepare(corp.verifierKey, {
      limits: { retries: 0 },
      isPublic: () => true,
      hosts: { 'https://sum.corp.example': `${host.url}/sumdb/sum.corp.example` },
    });
    expect(await failureOf(database.lookup(module, lab.signal))).toMatchObject({
      class: 'sumdb-unreachable',
      mirror: 'sum.corp.example/go',
    });
    expect([own, twin, shipped, other].flatMap(({ requests }) => requests)).toEqual([]);
  });

  test('under the same name is none: the key decides', async () => {
    const impostor = createChecksumDatabase({ name, records });
    const database = await prepare(impostor.verifierKey);
    expect(await failureOf(database.lookup(module, lab.signal))).toMatchObject({
      class: 'sumdb-mismatch',
      mirror: name,
    });
  });
});

describe('a tree seen before', () => {
  const forked = createChecksumDatabase({
    signer,
    records: [...records.with(0, makeRecord(999)), makeRecord(300)],
  });

  test('binds every source that comes after', async () => {
    const teller = await startMirror({ sumdb: answersOf(forked) });
    open.push(teller);
    const database = await prepare(undefined, {
      mirrors: [teller.url],
      limits: { retries: 0 },
    });
    await database.lookup(module, lab.signal);
    suffer(down, own, twin);
    expect(await failureOf(database.lookup(module, lab.signal))).toMatchObject({
      class: 'sumdb-mismatch',
      mirror: `${teller.host}:${teller.port}`,
      detail: expect.stringMatching(/two trees/),
    });
    expect(database.latest).toBe(real.head());
  });

  test('that is not signed is trouble of this machine, and nobody is asked', async () => {
    const database = await prepare(undefined, {}, ['not a note']);
    expect(await failureOf(database.lookup(module, lab.signal))).toMatchObject({
      class: 'cache-corrupt',
    });
    expect(own.requests).toEqual([]);
  });

  test('by one of two lookups at once is a state of what the other one has seen', async () => {
    const growing = createChecksumDatabase({
      signer,
      records,
      treeOf: (record) => (record === 20 ? 100 : 300),
    });
    const host = await startMirror({ sumdb: answersOf(growing) });
    open.push(host);
    const database = await prepare(`${signer.verifierKey} ${host.url}/sumdb/${name}`);
    const [older, newer] = records.slice(20, 22) as [typeof module, typeof module];
    const proofs = await Promise.all([
      database.lookup(newer, lab.signal),
      database.lookup(older, lab.signal),
    ]);
    expect(proofs).toMatchObject([{ record: 21 }, { record: 20 }]);
    expect(database.latest).toBe(real.head());
  });
});
