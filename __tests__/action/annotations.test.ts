import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rankAnnotations } from '../../src/action/annotations.ts';
import type { Finding, Level } from '../../src/action/finding.ts';
import { type Failure, failureClasses } from '../../src/failure.ts';
import { help, whatToDo } from './help-example.ts';

const stall: Failure = { class: 'stall', detail: 'no byte for 15s', mirror: 'a.example' };
const finding = (level: Level, changes: Partial<Failure> = {}): Finding => ({
  level,
  failure: { ...stall, ...changes } as Failure,
});
const modules = (count: number): Finding[] =>
  Array.from({ length: count }, (_, index) =>
    finding('error', { module: `example.com/m${index}@v1.0.0` }),
  );

test('an annotation says what failed, where, what was tried and what to do', () => {
  const [annotation, ...others] = rankAnnotations(
    [
      {
        level: 'error',
        failure: { ...stall, module: 'rsc.io/quote@v1.5.2' },
        tried: '6 attempts over 2 mirrors',
      },
    ],
    help,
  );
  expect(others).toEqual([]);
  expect(annotation).toEqual({
    level: 'error',
    title: 'stall: a.example',
    message: [
      'no byte for 15s.',
      'Where: mirror a.example; module rsc.io/quote@v1.5.2; layer http.',
      'Tried: 6 attempts over 2 mirrors.',
      `What to do: ${whatToDo({ ...stall, module: 'rsc.io/quote@v1.5.2' })}`,
      'More: https://docs.example/page#stall',
    ].join('\n'),
  });
});

describe('grouping', () => {
  test.each<[string, Finding[], string[]]>([
    ['nothing found', [], []],
    ['one cause, many modules', modules(50), ['stall: a.example']],
    [
      'two mirrors',
      [finding('warning'), finding('warning', { mirror: 'b.example' })],
      ['stall: a.example', 'stall: b.example'],
    ],
    [
      'two classes of one mirror',
      [finding('warning'), finding('warning', { class: 'http-auth' })],
      ['http-auth: a.example', 'stall: a.example'],
    ],
    ['one cause at two levels', [finding('warning'), finding('error')], ['stall: a.example']],
    [
      'two files',
      ['go.sum', 'api/go.sum'].map((file) => ({
        level: 'error',
        failure: { class: 'module-file', detail: `${file} is torn`, position: { file } },
      })),
      ['module-file: api/go.sum is torn', 'module-file: go.sum is torn'],
    ],
    [
      'a disk that is full, for whichever module',
      modules(2).map(({ level, failure: { module = '' } }) => ({
        level,
        failure: { class: 'disk-full', detail: 'write /c: no space left', module },
      })),
      ['disk-full: write /c: no space left'],
    ],
    [
      'no place at all',
      [{ level: 'error', failure: { class: 'cancelled', detail: 'SIGTERM' } }],
      ['cancelled: SIGTERM'],
    ],
    [
      'several problems at no place',
      [{ level: 'error', failure: { class: 'input', detail: 'profile: bad\nretries: bad' } }],
      ['input: 2 problems'],
    ],
  ])('%s', (_, findings, titles) => {
    expect(rankAnnotations(findings, help).map(({ title }) => title)).toEqual(titles);
  });

  const absent = (module: string, file?: string): Finding => ({
    level: 'error',
    failure: {
      class: 'http-not-found',
      detail: 'HTTP status 404',
      module,
      ...(file !== undefined && { position: { file, line: 3 } }),
    },
  });

  test('modules that nobody has are one annotation, at the first line that names one', () => {
    const annotations = rankAnnotations(
      [
        absent('example.com/indirect@v1.0.0'),
        absent('example.com/a@v1.0.0', 'a/go.mod'),
        { ...absent('example.com/b@v1.0.0', 'b/go.mod') },
      ],
      help,
    );
    expect(annotations).toMatchObject([
      { title: 'http-not-found: 3 modules', file: 'a/go.mod', line: 3 },
    ]);
  });

  test('an outage is one annotation, whichever files name the modules', () => {
    const at = (file: string) => finding('error', { position: { file } });
    expect(rankAnnotations([at('a/go.mod'), at('b/go.mod')], help)).toHaveLength(1);
  });

  test('modules are counted and the first three named', () => {
    expect(rankAnnotations(modules(50), help)[0]?.message).toContain(
      '50 modules: example.com/m0@v1.0.0, example.com/m1@v1.0.0, example.com/m2@v1.0.0 and 47 more;',
    );
    expect(rankAnnotations(modules(3), help)[0]?.message).not.toContain('more');
  });

  test('one cause at two levels counts the modules of the higher one only', () => {
    const [annotation] = rankAnnotations(
      [...modules(1), finding('warning', { module: 'example.com/survived@v1.0.0' })],
      help,
    );
    expect(annotation?.level).toBe('error');
    expect(annotation?.message).not.toContain('survived');
  });

  test('a sentence that a server has ended is not ended twice', () => {
    const [annotation] = rankAnnotations([finding('error', { detail: 'Not available.' })], help);
    expect(annotation?.message.split('\n')[0]).toBe('Not available.');
  });

  test('every problem of the inputs can be read', () => {
    const problems = Array.from({ length: 11 }, (_, index) => `problem number ${index}`);
    const [annotation] = rankAnnotations(
      problems.map((detail) => ({ level: 'error', failure: { class: 'input', detail } })),
      help,
    );
    for (const problem of problems) expect(annotation?.message).toContain(`${problem}.`);
  });
});

describe('positions', () => {
  const at = (file: string, workspace?: string) =>
    rankAnnotations(
      [
        {
          level: 'error',
          failure: { class: 'module-file', detail: 'x', position: { file, line: 7 } },
        },
      ],
      help,
      workspace,
    )[0];
  test.each([
    ['relative', 'api/go.mod', undefined, 'api/go.mod'],
    ['inside the workspace', '/ws/api/go.mod', '/ws', 'api/go.mod'],
    ['a name with two dots', '/ws/..api/go.mod', '/ws', '..api/go.mod'],
    ['outside the workspace', '/other/go.mod', '/ws', undefined],
    ['no workspace', '/ws/go.mod', undefined, undefined],
  ])('%s', (_, file, workspace, expected) => {
    const annotation = at(file, workspace);
    expect(annotation?.file).toBe(expected);
    expect(annotation?.line).toBe(expected === undefined ? undefined : 7);
    expect(annotation?.message).toContain(`${workspace ? (expected ?? file) : file}:7`);
  });
});

describe('the limits of the runner', () => {
  const manyCauses = (level: Level, count: number) =>
    Array.from({ length: count }, (_, index) => finding(level, { mirror: `m${index}.example` }));

  test('ten causes of a level are shown as they are', () => {
    expect(rankAnnotations(manyCauses('warning', 10), help)).toHaveLength(10);
  });

  test('more are folded into the tenth, which names them', () => {
    const annotations = rankAnnotations(
      [...manyCauses('warning', 12), finding('notice', { class: 'dns' })],
      help,
    );
    const warnings = annotations.filter(({ level }) => level === 'warning');
    expect(warnings).toHaveLength(10);
    expect(annotations).toHaveLength(11);
    expect(warnings[9]?.title).toBe('stall: m9.example and 2 more');
    for (const mirror of ['m9', 'm10', 'm11']) {
      expect(warnings[9]?.message).toContain(`- stall: ${mirror}.example: no byte for 15s.`);
    }
  });

  test('wrong bytes come first and the rest follows the run', () => {
    const classes: Failure['class'][] = ['deadline', 'dns', 'input', 'checksum-mismatch'];
    const annotations = rankAnnotations(
      classes.map((one) => ({ level: 'error', failure: { class: one, detail: 'x' } as Failure })),
      help,
    );
    expect(annotations.map(({ title }) => title.split(':')[0])).toEqual([
      'checksum-mismatch',
      'input',
      'dns',
      'deadline',
    ]);
  });

  test('whatever was found, each level has at most ten and each message its remedy', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6_000 });
    const anyFinding = fc.record({
      level: fc.constantFrom<Level>('error', 'warning', 'notice'),
      failure: fc.record(
        {
          class: fc.constantFrom(...failureClasses),
          detail: text,
          mirror: fc.string(),
          module: text,
        },
        { requiredKeys: ['class', 'detail'] },
      ) as fc.Arbitrary<Failure>,
      tried: text,
    });
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 60 }), (findings) => {
        const annotations = rankAnnotations(findings, help);
        for (const level of ['error', 'warning', 'notice']) {
          expect(annotations.filter((one) => one.level === level).length).toBeLessThanOrEqual(10);
        }
        for (const { title, message } of annotations) {
          expect(failureClasses).toContain(title.split(':')[0]);
          expect(title).not.toMatch(/\n/);
          expect(message.length).toBeLessThanOrEqual(4_096);
        }
        expect(annotations.length > 0).toBe(findings.length > 0);
      }),
      { numRuns: 50 },
    );
  });

  test('a long detail is cut before the remedy is', () => {
    const failure: Failure = { ...stall, detail: 'x'.repeat(10_000) };
    const message = rankAnnotations(
      [{ level: 'error', failure, tried: 'y'.repeat(10_000) }],
      help,
    )[0]?.message;
    expect(message).toHaveLength(4_096);
    expect(message?.endsWith(`${whatToDo(failure)}\nMore: ${help.page}#stall`)).toBe(true);
  });
});
