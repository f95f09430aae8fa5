import { describe, expect, test } from '@jest/globals';
import { directOf } from '../../src/action/direct.ts';
import { parseMirrorsInput } from '../../src/module/mirror-list.ts';

const shipped = 'https://shipped.example,direct';
const listOf = (text: string) => parseMirrorsInput(text, shipped, 'any-error').value;

const limited = 'https://athens.example only=git.corp.example/team\ndefault';

describe('what go may fetch past the relay', () => {
  test.each<
    [string, string, string | undefined, boolean, [team: string, corp: string, open: string]]
  >([
    [
      'without limited mirrors go decides by GONOPROXY itself',
      'default\ndirect',
      'git.corp.example',
      true,
      ['after-mirrors', 'after-mirrors', 'after-mirrors'],
    ],
    [
      'never a module of limited mirrors',
      `${limited}\ndirect`,
      undefined,
      true,
      ['never', 'after-mirrors', 'after-mirrors'],
    ],
    [
      'at once what GONOPROXY names and no mirror is limited to',
      `${limited}\ndirect`,
      'git.corp.example',
      true,
      ['never', 'at-once', 'after-mirrors'],
    ],
    [
      'nothing else, where the list has no direct',
      limited,
      'git.corp.example',
      true,
      ['never', 'at-once', 'never'],
    ],
    [
      'nothing where neither asks for it',
      limited,
      undefined,
      false,
      ['after-mirrors', 'after-mirrors', 'after-mirrors'],
    ],
    [
      'what GONOPROXY names also where the list is off',
      `${limited}\noff`,
      'git.corp.example',
      true,
      ['never', 'at-once', 'never'],
    ],
  ])('%s', (_, text, noproxy, isInList, rules) => {
    const direct = directOf(listOf(text), noproxy);
    const paths = ['git.corp.example/team/lib', 'git.corp.example/other', 'example.com/lib'];
    expect(direct.isInList).toBe(isInList);
    expect(paths.map(direct.ruleFor)).toEqual(rules);
  });
});
