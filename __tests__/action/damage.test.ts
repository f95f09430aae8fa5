import { expect, test } from '@jest/globals';
import { filesOf, findingsOnDamage } from '../../src/action/damage.ts';

test.each<readonly [string, readonly (readonly [string, string])[], readonly unknown[]]>([
  ['nothing', [], []],
  [
    'one module',
    [['example.com/a@v1.0.0', 'zip is a named pipe']],
    [
      {
        level: 'warning',
        failure: {
          class: 'cache-corrupt',
          module: 'example.com/a@v1.0.0',
          detail:
            '1 module in the module cache was damaged: example.com/a@v1.0.0 (zip is a named pipe)',
        },
      },
    ],
  ],
  [
    'more than are named',
    ['a', 'b', 'c', 'd', 'e'].map((name) => [name, 'tree holds x'] as const),
    [
      {
        failure: {
          detail:
            '5 modules in the module cache were damaged: a (tree holds x); b (tree holds x); c (tree holds x); and 2 more',
        },
      },
    ],
  ],
])('one warning for all that was damaged: %s', (_name, damage, expected) => {
  const findings = findingsOnDamage(new Map(damage));
  expect(findings).toHaveLength(expected.length);
  expect(findings).toMatchObject(expected);
});

test('what a cache is to forget is named as it has it', () => {
  const module = { path: 'example.com/M', version: 'v1.0.0' };
  const damages = [
    { part: 'zip', problem: '' },
    { part: 'info', problem: '' },
  ] as const;
  expect(filesOf([{ module, damages }])).toEqual([
    'example.com/!m/@v/v1.0.0.zip',
    'example.com/!m/@v/v1.0.0.info',
  ]);
});
