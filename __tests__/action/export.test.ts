import { describe, expect, test } from '@jest/globals';
import {
  type ExportJob,
  exportedEnvironment,
  unfitMirrors,
  wantsDatabase,
} from '../../src/action/export.ts';
import type { Job } from '../../src/action/job.ts';
import type { Failure } from '../../src/failure.ts';
import { type Fallback, parseGoproxy, parseMirrorsInput } from '../../src/module/mirror-list.ts';
import { type Attempt, createJournal } from '../../src/upstream/journal.ts';
import { MirrorSet } from '../../src/upstream/mirror-set.ts';
import { createFakeClock } from '../support/clock.ts';

const shipped = 'https://shipped.example';

interface Case {
  readonly mirrors?: string;
  readonly unfit?: readonly string[];
  readonly fallback?: Fallback;
  readonly gosumdb?: string;
  readonly databaseUrl?: string;
  readonly privateVariables?: Readonly<Record<string, string>>;
}

function jobOf({
  mirrors,
  fallback = 'any-error',
  gosumdb = 'sum.golang.org',
  privateVariables = {},
}: Case): ExportJob {
  const shippedText = `${shipped}/,direct`;
  return {
    mirrorsInput:
      mirrors === undefined ? undefined : parseMirrorsInput(mirrors, shippedText, fallback).value,
    fallback,
    shippedMirrors: parseGoproxy(shippedText, 'as-written', shippedText).value.groups.flat(),
    privateVariablesWithoutRelay: privateVariables,
    go: { gosumdb },
  };
}

function exported(given: Case): Readonly<Record<string, string>> {
  return exportedEnvironment(jobOf(given), {
    unfit: new Set(given.unfit),
    databaseUrl: given.databaseUrl,
  });
}

const two = 'https://a.example\nhttps://b.example/go\ndirect';
const database = { databaseUrl: 'https://db.example' };

test.each<[string, Case, Record<string, string>]>([
  ['nothing given', {}, {}],
  [
    'only private patterns',
    { privateVariables: { GOPRIVATE: 'example.com/*' } },
    { GOPRIVATE: 'example.com/*' },
  ],
  ['all mirrors', { mirrors: two }, { GOPROXY: 'https://a.example|https://b.example/go|direct' }],
  [
    'a gatekeeper and others',
    { mirrors: two, fallback: 'not-found' },
    { GOPROXY: 'https://a.example,https://b.example/go,direct' },
  ],
  [
    'a list that ends with off',
    { mirrors: 'https://a.example,off' },
    { GOPROXY: 'https://a.example|off' },
  ],
  [
    'a mirror that fails',
    { mirrors: two, unfit: ['a.example'] },
    { GOPROXY: 'https://b.example/go|direct' },
  ],
  [
    'a mirror with credentials',
    { mirrors: 'https://u:p@a.example https://b.example'.replace(' ', '\n') },
    { GOPROXY: 'https://b.example' },
  ],
  [
    'a mirror that is limited to some modules',
    { mirrors: `https://c.example only=corp/*\n${two}` },
    { GOPROXY: 'https://a.example|https://b.example/go|direct' },
  ],
  [
    'one before a gatekeeper, which it does not stand for',
    { mirrors: `https://c.example only=corp/*\n${two}`, fallback: 'not-found' },
    { GOPROXY: 'https://a.example,https://b.example/go,direct' },
  ],
  ['nothing but such mirrors', { mirrors: 'https://c.example only=corp/*' }, {}],
  [
    'such mirrors and direct for all other modules',
    { mirrors: 'https://c.example only=corp/*\ndirect' },
    { GOPROXY: 'direct' },
  ],
  ['no mirror left', { mirrors: 'https://u:p@a.example\ndirect' }, {}],
  ['direct alone', { mirrors: 'direct' }, { GOPROXY: 'direct' }],
  ['off alone', { mirrors: 'off' }, { GOPROXY: 'off' }],
  [
    'nobody behind a gatekeeper with credentials',
    { mirrors: 'https://u:p@gate.example\ndefault\ndirect', fallback: 'not-found' },
    {},
  ],
  [
    'nobody behind a gatekeeper that fails',
    { mirrors: two, unfit: ['b.example/go'], fallback: 'not-found' },
    { GOPROXY: 'https://a.example' },
  ],
  ["Go's own mirror and the database", { mirrors: 'default', ...database }, { GOPROXY: shipped }],
  [
    "a third party's mirror and the database",
    { mirrors: 'https://a.example\ndefault', ...database },
    { GOPROXY: `https://a.example|${shipped}`, GOSUMDB: 'sum.golang.org https://db.example' },
  ],
  [
    "a third party's mirror that is not exported",
    { mirrors: 'https://a.example\ndefault', unfit: ['a.example'], ...database },
    { GOPROXY: shipped },
  ],
  [
    'a database that did not answer itself',
    { mirrors: 'https://a.example' },
    { GOPROXY: 'https://a.example' },
  ],
  [
    'a database with an address already',
    {
      mirrors: 'https://a.example',
      ...database,
      gosumdb: 'sum.db.example https://own.example',
    },
    { GOPROXY: 'https://a.example' },
  ],
  [
    'a database switched off by the user',
    { mirrors: 'https://a.example', ...database, gosumdb: 'off' },
    { GOPROXY: 'https://a.example' },
  ],
  [
    'a database that has another host by its name',
    { mirrors: 'https://a.example', ...database, gosumdb: 'sum.golang.google.cn' },
    { GOPROXY: 'https://a.example' },
  ],
  [
    'a database with its key',
    { mirrors: 'https://a.example', ...database, gosumdb: 'sum.golang.org+033de0ae+key' },
    { GOPROXY: 'https://a.example', GOSUMDB: 'sum.golang.org+033de0ae+key https://db.example' },
  ],
  ['a database without mirrors given', { ...database }, {}],
])('%s', (_, given, expected) => expect(exported(given)).toEqual(expected));

test.each<[string, Case, boolean]>([
  ['no mirrors given', {}, false],
  ["Go's own mirror", { mirrors: 'default' }, false],
  ["a third party's mirror", { mirrors: 'default\nhttps://a.example' }, true],
  ['a mirror that is not exported', { mirrors: 'https://u:p@a.example' }, false],
  ['a database with an address', { mirrors: 'https://a.example', gosumdb: 'db.example k' }, false],
])('whether the database has to be found, %s', (_, given, expected) => {
  expect(wantsDatabase(jobOf(given))).toBe(expected);
});

describe('no later step is sent to', () => {
  const mirrorsInput = parseMirrorsInput(
    'https://a.example\nhttps://b.example',
    '',
    'any-error',
  ).value;
  const [mirror] = mirrorsInput.groups.flat();
  const stall: Failure = { class: 'stall', detail: 'no answer' };
  const ask = (outcome: Attempt['outcome']): Attempt => ({
    mirror: 'a.example',
    endpoint: 'x',
    startedAtMs: 0,
    durationMs: 1,
    bytes: 0,
    outcome,
  });

  test.each<[string, { outcomes: Attempt['outcome'][]; probe?: Failure; wrong?: number }, boolean]>(
    [
      ['a mirror that never worked', { outcomes: ['connect-refused'] }, true],
      ['a mirror whose probe never ended', { outcomes: ['cancelled'], probe: stall }, true],
      ['a mirror that was found out', { outcomes: ['ok'], wrong: 2 }, true],
      ['but to one that was not asked', { outcomes: [] }, false],
      ['but to one that came back', { outcomes: ['stall', 'ok'], probe: stall }, false],
      ['but to one that erred once', { outcomes: ['ok'], wrong: 1 }, false],
    ],
  )('%s', (_, { outcomes, probe, wrong = 0 }, isUnfit) => {
    if (mirror === undefined) throw new Error('no mirror');
    const journal = createJournal();
    for (const outcome of outcomes) journal.record(ask(outcome));
    const set = new MirrorSet(mirrorsInput, createFakeClock());
    for (let module = 0; module < wrong; module += 1) set.servedWrongBytes(mirror, `m${module}`);
    const mirrors = { set, probes: [{ mirror, failure: probe }] };
    const job = { mirrors: mirrorsInput } as Job;
    expect([...unfitMirrors({ journal, job, mirrors })]).toEqual(isUnfit ? ['a.example'] : []);
  });
});
