import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rankAnnotations } from '../../src/action/annotations.ts';
import { type Finding, type Level, levels } from '../../src/action/finding.ts';
import { findRootCauses } from '../../src/action/root-cause.ts';
import { type Failure, type FailureClass, failureClasses } from '../../src/failure.ts';
import { help } from './help-example.ts';

const of = (name: FailureClass, changes: object = {}): Failure =>
  ({ class: name, detail: name, ...changes }) as Failure;
const found = (level: Level, failure: Failure): Finding => ({ level, failure });
const error = (name: FailureClass, changes: object = {}) => found('error', of(name, changes));
const warning = (name: FailureClass, changes: object = {}) => found('warning', of(name, changes));
const many = (count: number, each: (index: number) => Finding) =>
  Array.from({ length: count }, (_, index) => each(index));

const a = { mirror: 'a.example' };
const b = { mirror: 'b.example' };
const silent = { phase: 'go' };

/** `level class findings+consequences` of each cause. */
const summaryOf = (findings: readonly Finding[]) =>
  findRootCauses(findings).map(
    ({ level, findings: [first, ...more], survived, consequences }) =>
      `${level} ${first.failure.class} ${1 + more.length + survived.length}+${consequences.length}`,
  );

describe('causes', () => {
  test.each<[string, readonly Finding[], readonly string[]]>([
    [
      'one reason, 200 modules',
      many(200, (index) => error('http-auth', { ...a, module: `example.com/m${index}@v1.0.0` })),
      ['error http-auth 200+0'],
    ],
    [
      'modules of two files',
      many(2, (index) => error('http-auth', { ...a, position: { file: `${index}/go.mod` } })),
      ['error http-auth 2+0'],
    ],
    [
      'repositories of two hosts',
      [
        error('vcs-auth', { module: 'one.example/a@v1.0.0' }),
        error('vcs-auth', { module: 'two.example/a@v1.0.0' }),
        error('vcs-auth', { module: 'two.example/b@v1.0.0' }),
      ],
      ['error vcs-auth 2+0', 'error vcs-auth 1+0'],
    ],
    [
      'a resolver that is down, and 40 timeouts',
      [
        ...many(40, (index) => error('connect-timeout', { ...a, module: `m${index}` })),
        error('dns', a),
        warning('dns', b),
        warning('stall', { mirror: 'c.example' }),
        warning('cache-service', { because: of('dns') }),
        error('sumdb-unreachable'),
      ],
      ['error dns 2+43'],
    ],
    [
      'a name that only one mirror has wrong',
      [warning('dns', a), warning('stall', a), warning('stall', b)],
      ['warning dns 1+1', 'warning stall 1+0'],
    ],
    [
      'a mirror that is down, and go that waited for it',
      [error('connect-refused', a), error('stall', silent), warning('stall', a)],
      ['error connect-refused 1+2'],
    ],
    [
      'a mirror that stalls, and go that waited for it',
      [error('stall', a), error('stall', silent)],
      ['error stall 1+1'],
    ],
    [
      'a full disk, and what follows',
      [
        error('disk-full'),
        error('stall', silent),
        warning('cache-service'),
        warning('cache-corrupt'),
        warning('connect-refused', a),
      ],
      ['error disk-full 1+3', 'warning connect-refused 1+0'],
    ],
    [
      'a portal, and what it answers with',
      [
        error('captive-portal', a),
        warning('bad-content', { ...b, isHtml: true }),
        warning('tls-certificate', { mirror: 'c.example' }),
        warning('bad-content', { mirror: 'd.example' }),
      ],
      ['error captive-portal 1+2', 'warning bad-content 1+0'],
    ],
    [
      'a deadline that names its reason',
      [error('deadline', { because: of('stall', a) }), warning('stall', a), warning('stall', b)],
      ['error deadline 1+1', 'warning stall 1+0'],
    ],
    [
      'a forward proxy, and the mirror behind it',
      [error('proxy-auth', { ...a, forwardProxy: 'proxy:3128' }), warning('stall', a)],
      ['error proxy-auth 1+1'],
    ],
    [
      'nothing below its level',
      [warning('dns', a), error('stall', a)],
      ['error stall 1+0', 'warning dns 1+0'],
    ],
    [
      'wrong bytes are never explained away',
      [error('disk-full'), error('captive-portal', a), warning('checksum-mismatch', a)],
      ['error disk-full 1+0', 'error captive-portal 1+0', 'warning checksum-mismatch 1+0'],
    ],
    [
      'what will not pass by itself before what may',
      [error('dns', a), error('cancelled'), error('http-not-found'), error('checksum-mismatch')],
      [
        'error checksum-mismatch 1+0',
        'error http-not-found 1+0',
        'error dns 1+0',
        'error cancelled 1+0',
      ],
    ],
  ])('%s', (_name, findings, expected) => {
    expect(summaryOf(findings)).toEqual(expected);
  });

  test('an annotation counts what it explains', () => {
    const [annotation] = rankAnnotations(
      [error('dns', a), error('stall', silent), ...many(40, () => warning('connect-timeout', a))],
      help,
    );
    expect(annotation?.message).toContain('Explains: stall, 40 × connect-timeout at a.example.');
  });

  test('names unknown at several mirrors are one annotation that names them', () => {
    const annotations = rankAnnotations([warning('dns', a), warning('dns', b)], help);
    expect(annotations).toMatchObject([{ title: 'dns: 2 mirrors' }]);
    expect(annotations[0]?.message).toContain('2 mirrors: a.example, b.example;');
  });
});

describe('whatever was found', () => {
  const name = fc.constantFrom(...failureClasses);
  const mirror = fc.constantFrom('a.example', 'b.example', 'c.example');
  const plain = fc.record(
    { class: name, detail: fc.string({ maxLength: 9 }), mirror, module: fc.string() },
    { requiredKeys: ['class', 'detail'] },
  );
  const failure = fc.record(
    {
      class: name,
      detail: fc.string({ maxLength: 9 }),
      mirror,
      module: fc.string(),
      because: plain,
      phase: fc.constantFrom('go', 'body'),
      isHtml: fc.boolean(),
      forwardProxy: fc.constantFrom('p:1', 'p:2'),
      position: fc.record({ file: fc.constantFrom('go.mod', 'x/go.mod') }),
    },
    { requiredKeys: ['class', 'detail'] },
  ) as fc.Arbitrary<Failure>;
  const findings = fc.array(fc.record({ level: fc.constantFrom<Level>(...levels), failure }), {
    maxLength: 60,
  });

  test('every finding is in exactly one cause, and none is hidden behind a lesser one', () => {
    fc.assert(
      fc.property(findings, (all) => {
        const causes = findRootCauses(all);
        const told = causes.flatMap((cause) => [
          ...cause.findings,
          ...cause.survived,
          ...cause.consequences,
        ]);
        expect(told).toHaveLength(all.length);
        expect(new Set(told)).toEqual(new Set(all));
        for (const { level, survived, consequences } of causes) {
          for (const one of [...survived, ...consequences]) {
            expect(levels.indexOf(one.level)).toBeGreaterThanOrEqual(levels.indexOf(level));
          }
        }
      }),
    );
  });

  test('the order in which it was found changes neither causes nor their order', () => {
    const withShuffle = findings.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length }),
      ),
    );
    fc.assert(
      fc.property(withShuffle, ([all, shuffled]) => {
        expect(summaryOf(shuffled)).toEqual(summaryOf(all));
      }),
    );
  });

  test('a level has at most ten annotations, and each cause is one of them or counted in the last', () => {
    fc.assert(
      fc.property(findings, (all) => {
        const annotations = rankAnnotations(all, help);
        for (const level of levels) {
          const causes = findRootCauses(all).filter((cause) => cause.level === level);
          const shown = annotations.filter((one) => one.level === level);
          expect(shown.length).toBe(Math.min(10, causes.length));
          const folded = /^(\d+) causes \((\d+) findings?\)/.exec(shown[9]?.message ?? '');
          const rest = causes.slice(9);
          if (rest.length < 2) continue;
          const findingsOfRest = rest.flatMap((one) => [...one.findings, ...one.consequences]);
          expect(folded?.slice(1).map(Number)).toEqual([rest.length, findingsOfRest.length]);
        }
      }),
    );
  });
});
