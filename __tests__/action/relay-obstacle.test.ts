import { expect, test } from '@jest/globals';
import { rankAnnotations } from '../../src/action/annotations.ts';
import { openRecord } from '../../src/action/record.ts';
import { findRelayObstacle, tellObstacle } from '../../src/action/relay-obstacle.ts';
import { parseMirrorsInput } from '../../src/module/mirror-list.ts';
import { createRouter } from '../../src/network/forward-proxy.ts';
import { help } from './help-example.ts';

interface Case {
  readonly relay?: 'step' | 'off';
  readonly goauth?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const effects = { clock: { now: () => 0 }, log: { debug: () => {} } };

const ftp = { HTTPS_PROXY: 'ftp://proxy.example' };

test.each<[string, Case, string | undefined]>([
  ['nothing in the way', {}, undefined],
  ['the input', { relay: 'off', goauth: 'git dir' }, 'chosen'],
  ['no authentication', { goauth: 'off' }, undefined],
  ['netrc', { goauth: 'netrc' }, undefined],
  ['a command', { goauth: '/usr/bin/credentials' }, 'goauth'],
  ['a forward proxy of an unknown kind', { env: ftp }, 'forward-proxy-scheme'],
])('%s', (_, { relay = 'step', goauth = '', env = {} }, expected) => {
  const mirrors = parseMirrorsInput(
    'file:///C:/mirror\nhttps://a.example',
    'https://shipped.example,direct',
    'any-error',
  ).value;
  const job = { go: { goauth }, mirrors };
  expect(findRelayObstacle({ relay }, job, createRouter(env))?.kind).toBe(expected);
});

test('what the user chose is a line of the log and no annotation', () => {
  const record = openRecord(effects);
  const lines: string[] = [];
  tellObstacle({ kind: 'chosen' }, { info: (line) => lines.push(line) }, record);
  expect(lines).toHaveLength(1);
  expect(record.findings).toEqual([]);
});

test.each(['goauth', 'forward-proxy-scheme'] as const)(
  '%s is a notice that blames no value',
  (kind) => {
    const record = openRecord(effects);
    tellObstacle({ kind, detail: 'the reason' }, { info: () => {} }, record);
    const [annotation] = rankAnnotations(record.findings, help);
    expect(annotation).toMatchObject({ level: 'notice' });
    expect(annotation?.message).toContain('the reason');
    expect(annotation?.message).not.toContain('Correct the value');
  },
);
