import { describe, expect, test } from '@jest/globals';
import { rankAnnotations } from '../../src/action/annotations.ts';
import { describeDiagnosis } from '../../src/action/describe-diagnosis.ts';
import { isOfNetwork, sentenceFor } from '../../src/action/diagnosis.ts';
import { renderPlain } from '../../src/action/document.ts';
import { parseArguments } from '../../src/action/input-sources.ts';
import type { Diagnosis, LayerResult, MachineVerdict } from '../../src/diagnose/diagnosis.ts';
import { diagnosisLines } from '../../src/diagnose/render.ts';
import { judgeMirror } from '../../src/diagnose/verdict.ts';
import { type Failure, failureClasses } from '../../src/failure.ts';
import { help } from './help-example.ts';

const tcp = (isGood: boolean): LayerResult => ({
  layer: 'tcp',
  attempts: [
    {
      address: '192.0.2.1',
      family: 4,
      outcome: isGood ? 'connected' : 'refused',
      durationMs: 2,
    },
  ],
  durationMs: 2,
  ...(!isGood && { fault: { class: 'connect-refused', detail: 'nobody listens' } }),
});
const good: LayerResult = {
  layer: 'protocol',
  module: 'example.com/a@v1.0.0',
  answer: 'verified',
  servesDatabase: true,
  durationMs: 0,
};

const diagnosis = (common: MachineVerdict, isGood: boolean): Diagnosis => ({
  durationMs: 1_200,
  mirrors: [
    judgeMirror({
      mirror: 'a.example',
      isPublic: false,
      layers: isGood ? [tcp(true), good] : [tcp(false)],
    }),
  ],
  machine: { directories: [], common, verdict: 'the common verdict', notes: [] },
});

const failure = (failureClass: 'connect-refused' | 'stall' | 'http-auth', detail: string) =>
  ({ class: failureClass, detail, mirror: 'a.example' }) satisfies Failure;

test('only what may have its cause in the network asks for a diagnosis', () => {
  const asking = failureClasses.filter((name) =>
    isOfNetwork({ class: name, detail: '' } as Failure),
  );
  expect(asking).toEqual([
    'dns',
    'connect-refused',
    'connect-timeout',
    'unreachable',
    'connection-reset',
    'tls-handshake',
    'tls-certificate',
    'proxy-auth',
    'proxy-unreachable',
    'captive-portal',
    'stall',
    'truncated',
    'http-auth',
    'http-throttled',
    'http-server',
    'http-other',
    'bad-content',
    'sumdb-unreachable',
    'vcs-network',
  ]);
});

describe('what a diagnosis adds to a failure', () => {
  test.each<[string, Failure, Diagnosis | undefined, string | RegExp | undefined]>([
    ['none was made', failure('stall', 'silent'), undefined, undefined],
    [
      'what all mirrors have in common',
      failure('stall', 'silent'),
      diagnosis('dns', false),
      'the common verdict',
    ],
    [
      'another layer than the failure named',
      failure('stall', 'silent'),
      diagnosis('mirrors-differ', false),
      'a.example, tcp: nobody listens',
    ],
    [
      'that it works again',
      failure('stall', 'silent'),
      diagnosis('usable', true),
      /asked again .* a\.example works/,
    ],
    [
      'nothing where it says the same',
      failure('connect-refused', 'nobody listens'),
      diagnosis('mirrors-differ', false),
      undefined,
    ],
    [
      'nothing about a refusal of another module',
      failure('http-auth', 'status 403'),
      diagnosis('usable', true),
      undefined,
    ],
    [
      'nothing to what is not of the network',
      { class: 'gosum-missing', detail: 'a line' },
      diagnosis('dns', false),
      undefined,
    ],
  ])('%s', (_, failed, found, expected) => {
    const sentence = sentenceFor(failed, found);
    if (expected instanceof RegExp) expect(sentence).toMatch(expected);
    else expect(sentence).toBe(expected);
  });

  test.each<[string, Failure, RegExp]>([
    ['a host that is not reached', failure('connect-refused', 'nobody'), /; ALL_PROXY is set$/],
    ['a name without an address', { class: 'dns', detail: 'none' }, /verdict; ALL_PROXY is set$/],
    ['a stall', failure('stall', 'silent'), /^(?!.*ALL_PROXY)/],
  ])(
    'of %s tells of proxy variables that Go ignores, where they may be why',
    (_, failed, expected) => {
      const found = diagnosis('dns', false);
      const machine = { ...found.machine, notes: ['ALL_PROXY is set'] };
      expect(sentenceFor(failed, { ...found, machine })).toMatch(expected);
    },
  );

  test('stands in the annotation as one line, before the remedy', () => {
    const [annotation] = rankAnnotations(
      [{ level: 'error', failure: failure('stall', 'silent'), diagnosis: 'the common verdict' }],
      help,
    );
    expect(annotation?.title).toMatch(/^stall: /);
    expect(annotation?.message).toMatch(/\nDiagnosis: the common verdict\.\nWhat to do: /);
  });
});

test('the lines of the log: the verdict first, each layer marked', () => {
  const lines = diagnosisLines(diagnosis('mirrors-differ', false));
  expect(lines[0]).toBe('Verdict: the common verdict.');
  expect(lines).toContain('✗ a.example: tcp: nobody listens');
  expect(lines.join('\n')).toMatch(/✗ tcp +2 ms +192\.0\.2\.1 refuses/);
});

test('the job summary has a row for each mirror', () => {
  const text = renderPlain(describeDiagnosis(diagnosis('usable', true))).join('\n');
  expect(text).toContain('the common verdict');
  expect(text).toMatch(/a\.example +– +✓ 2ms +– +– +– +✓ +works/);
});

describe('the word doctor', () => {
  test.each([
    [['doctor'], {}],
    [['doctor', 'https://a.example', 'direct'], { mirrors: 'https://a.example\ndirect' }],
    [
      ['doctor', '--profile=intranet', 'default', '--dns=192.0.2.53'],
      { mirrors: 'default', profile: 'intranet', dns: '192.0.2.53' },
    ],
  ])('%j', (argv, raw) => {
    expect(parseArguments(argv)).toEqual({ kind: 'doctor', raw });
  });

  test('takes no flag that is none', () => {
    expect(parseArguments(['doctor', '--nope=1'])).toMatchObject({ kind: 'problems' });
  });
});
