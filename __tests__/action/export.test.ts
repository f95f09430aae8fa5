import { expect, test } from '@jest/globals';
import { type ExportFacts, exportedEnvironment } from '../../src/action/export.ts';
import { parseMirrorsInput } from '../../src/module/mirror-list.ts';

const shipped = 'https://shipped.example';

interface Case {
  readonly mirrors?: string;
  readonly failing?: readonly string[];
  readonly facts?: Partial<ExportFacts>;
}

function exported({ mirrors, failing = [], facts = {} }: Case): Readonly<Record<string, string>> {
  const fallback = facts.fallback ?? 'any-error';
  return exportedEnvironment({
    mirrorsInput:
      mirrors === undefined
        ? undefined
        : parseMirrorsInput(mirrors, `${shipped},direct`, fallback).value,
    fallback,
    reports: failing.map((name) => ({ name, state: 'failing' })),
    shippedMirrors: [`${shipped}/`],
    gosumdb: 'sum.db.example',
    databaseUrl: undefined,
    privatePatterns: undefined,
    ...facts,
  });
}

const two = 'https://a.example\nhttps://b.example/go\ndirect';
const database = { databaseUrl: 'https://db.example' };

test.each<[string, Case, Record<string, string>]>([
  ['nothing given', {}, {}],
  [
    'only private patterns',
    { facts: { privatePatterns: 'example.com/*' } },
    { GOPRIVATE: 'example.com/*' },
  ],
  ['all mirrors', { mirrors: two }, { GOPROXY: 'https://a.example|https://b.example/go|direct' }],
  [
    'a gatekeeper and others',
    { mirrors: two, facts: { fallback: 'not-found' } },
    { GOPROXY: 'https://a.example,https://b.example/go,direct' },
  ],
  [
    'a list that ends with off',
    { mirrors: 'https://a.example,off' },
    { GOPROXY: 'https://a.example|off' },
  ],
  [
    'a mirror that fails',
    { mirrors: two, failing: ['a.example'] },
    { GOPROXY: 'https://b.example/go|direct' },
  ],
  [
    'a mirror with credentials',
    { mirrors: 'https://u:p@a.example https://b.example'.replace(' ', '\n') },
    { GOPROXY: 'https://b.example' },
  ],
  ['no mirror left', { mirrors: 'https://u:p@a.example\ndirect' }, {}],
  ['direct alone', { mirrors: 'direct' }, { GOPROXY: 'direct' }],
  ['off alone', { mirrors: 'off' }, { GOPROXY: 'off' }],
  [
    'nobody behind a gatekeeper with credentials',
    { mirrors: 'https://u:p@gate.example\ndefault\ndirect', facts: { fallback: 'not-found' } },
    {},
  ],
  [
    'nobody behind a gatekeeper that fails',
    { mirrors: two, failing: ['b.example/go'], facts: { fallback: 'not-found' } },
    { GOPROXY: 'https://a.example' },
  ],
  [
    "Go's own mirror and the database",
    { mirrors: 'default', facts: database },
    { GOPROXY: shipped },
  ],
  [
    "a third party's mirror and the database",
    { mirrors: 'https://a.example\ndefault', facts: database },
    { GOPROXY: `https://a.example|${shipped}`, GOSUMDB: 'sum.db.example https://db.example' },
  ],
  [
    "a third party's mirror that is not exported",
    { mirrors: 'https://a.example\ndefault', failing: ['a.example'], facts: database },
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
      facts: { ...database, gosumdb: 'sum.db.example https://own.example' },
    },
    { GOPROXY: 'https://a.example' },
  ],
  [
    'a database switched off by the user',
    { mirrors: 'https://a.example', facts: { ...database, gosumdb: 'off' } },
    { GOPROXY: 'https://a.example' },
  ],
  ['a database without mirrors given', { facts: database }, {}],
])('%s', (_, given, expected) => expect(exported(given)).toEqual(expected));
