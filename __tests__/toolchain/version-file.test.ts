import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readVersionFile } from '../../src/toolchain/version-file.ts';
import { formatGoRequest } from '../../src/toolchain/version-spec.ts';
import { setupGoFileVersion } from './setup-go.ts';

const module = 'module example.com/app\n';
const anySpace = 'setup-go wants one space and the first column';
const anyGo =
  'setup-go then takes whatever Go there is; a file that somebody named has to say something';

interface Row {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly gotoolchain?: string;
  /** What setup-go goes on with; empty: nothing. */
  readonly setupGo: string;
  readonly ours?: string;
  readonly line?: number;
  readonly problem?: RegExp;
  /** Why the two are not the same. */
  readonly reason?: string;
}

const rows: readonly Row[] = [
  {
    name: 'go line without a patch: the newest one',
    file: 'go.mod',
    text: `${module}\ngo 1.25\n`,
    setupGo: '1.25',
    ours: '1.25',
    line: 3,
  },
  {
    name: 'go line with a patch: that one',
    file: 'go.mod',
    text: `${module}go 1.25.0\n`,
    setupGo: '1.25.0',
    ours: '1.25.0',
    line: 2,
  },
  {
    name: 'toolchain line first',
    file: 'go.mod',
    text: `${module}go 1.25\ntoolchain go1.26.8\n`,
    setupGo: '1.26.8',
    ours: '1.26.8',
    line: 3,
  },
  {
    name: 'toolchain line above the go line',
    file: 'go.mod',
    text: `${module}toolchain go1.26.8\ngo 1.25\n`,
    setupGo: '1.26.8',
    ours: '1.26.8',
    line: 2,
  },
  {
    name: 'toolchain line and GOTOOLCHAIN=local',
    file: 'go.mod',
    text: `${module}go 1.25\ntoolchain go1.26.8\n`,
    gotoolchain: 'local',
    setupGo: '1.25',
    ours: '1.25',
    line: 2,
  },
  {
    name: 'toolchain line and GOTOOLCHAIN=go1.26.0+auto',
    file: 'go.mod',
    text: `${module}go 1.25\ntoolchain go1.26.8\n`,
    gotoolchain: 'go1.26.0+auto',
    setupGo: '1.26.8',
    ours: '1.26.8',
    line: 3,
  },
  {
    name: 'toolchain line that names a candidate',
    file: 'go.mod',
    text: `${module}go 1.25\ntoolchain go1.26rc1\n`,
    setupGo: '1.26rc1',
    ours: '1.26rc1',
    line: 3,
  },
  {
    name: 'toolchain line that names a language',
    file: 'go.mod',
    text: `${module}go 1.24.0\ntoolchain go1.25\n`,
    setupGo: '1.25',
    ours: '1.25',
    line: 3,
  },
  {
    name: 'toolchain with a suffix of its own',
    file: 'go.mod',
    text: `${module}go 1.25\ntoolchain go1.25.3-custom\n`,
    setupGo: '1.25.3',
    ours: '1.25.3',
    line: 3,
  },
  {
    name: 'toolchain default',
    file: 'go.mod',
    text: `${module}go 1.25.3\ntoolchain default\n`,
    setupGo: '1.25.3',
    ours: '1.25.3',
    line: 2,
  },
  {
    name: 'toolchain line alone',
    file: 'go.mod',
    text: `${module}toolchain go1.25.3\n`,
    setupGo: '1.25.3',
    ours: '1.25.3',
    line: 2,
  },
  {
    name: 'toolchain line below the go line',
    file: 'go.mod',
    text: `${module}go 1.26.0\ntoolchain go1.25.3\n`,
    setupGo: '1.25.3',
    ours: '1.26.0',
    line: 2,
    reason: 'a Go below the go line refuses its go.mod',
  },
  {
    name: 'go line that names a candidate',
    file: 'go.mod',
    text: `${module}go 1.26rc1\n`,
    setupGo: '1.26',
    ours: '1.26rc1',
    line: 2,
    reason: 'setup-go cuts the candidate off, and takes a release that need not be there yet',
  },
  {
    name: 'comments, tabs, line ends of Windows',
    file: 'go.mod',
    text: 'module example.com/app // here\r\n\tgo\t1.25.3 // exactly\r\n',
    setupGo: '',
    ours: '1.25.3',
    line: 2,
    reason: anySpace,
  },
  {
    name: 'a comment that looks like a line',
    file: 'go.mod',
    text: `${module}// toolchain go1.26.8\ngo 1.25.3\n`,
    setupGo: '1.25.3',
    ours: '1.25.3',
    line: 3,
  },
  {
    name: 'neither line',
    file: 'go.mod',
    text: module,
    setupGo: '',
    problem: /^there is neither a go line nor a toolchain line/,
    reason: anyGo,
  },
  {
    name: 'toolchain default alone',
    file: 'go.mod',
    text: `${module}toolchain default\n`,
    setupGo: '',
    problem: /^there is neither a go line nor a toolchain line/,
    reason: anyGo,
  },
  {
    name: 'a Go of before 1.21',
    file: 'go.mod',
    text: `${module}go 1.20\n`,
    setupGo: '1.20',
    problem: /^the line "go 1\.20" names a Go that is below Go 1\.21.*actions\/setup-go/,
    line: 2,
    reason: 'below 1.21: refused with a pointer to setup-go',
  },
  {
    name: 'a toolchain that is none',
    file: 'go.mod',
    text: `${module}go 1.25\ntoolchain go1.x\n`,
    setupGo: '1.25',
    problem: /^the line "toolchain go1\.x" names no version of Go$/,
    line: 3,
    reason: 'go itself stops at it',
  },
  {
    name: 'a faulty line',
    file: 'go.mod',
    text: `${module}go banana\n`,
    setupGo: '',
    problem: /^invalid Go version "banana"/,
    line: 2,
    reason: anyGo,
  },
  {
    name: 'a workspace',
    file: 'go.work',
    text: 'go 1.25\n\ntoolchain go1.26.8\n\nuse ./app\n',
    setupGo: '1.26.8',
    ours: '1.26.8',
    line: 3,
  },
  {
    name: 'a workspace, its go line',
    file: 'go.work',
    text: 'go 1.25\n\nuse ./app\n',
    setupGo: '1.25',
    ours: '1.25',
    line: 1,
  },
  {
    name: 'a go.mod by another name',
    file: 'go.tools.mod',
    text: `${module}go 1.25.3\n`,
    setupGo: `${module}go 1.25.3`,
    ours: '1.25.3',
    line: 2,
    reason: 'as -modfile names it; setup-go takes the whole text for a version',
  },
  {
    name: '.go-version',
    file: '.go-version',
    text: '1.25.3\n',
    setupGo: '1.25.3',
    ours: '1.25.3',
    line: 1,
  },
  {
    name: '.go-version with a range',
    file: '.go-version',
    text: '>=1.23\n<1.26\n',
    setupGo: '>=1.23\n<1.26',
    ours: '>=1.23 <1.26',
    line: 1,
    reason: 'the same range',
  },
  {
    name: '.go-version with a comment',
    file: '.go-version',
    text: '# for all of us\n\n  go1.25.3  # exactly\n',
    setupGo: '# for all of us\n\n  go1.25.3  # exactly',
    ours: '1.25.3',
    line: 3,
    reason: 'setup-go takes the comment for a part of the version',
  },
  {
    name: 'an empty .go-version',
    file: '.go-version',
    text: '\n',
    setupGo: '',
    problem: /^there is no version; accepted is a version \(1\.25\.3/,
    reason: anyGo,
  },
  {
    name: '.go-version of before 1.21',
    file: '.go-version',
    text: '1.2\n',
    setupGo: '1.2',
    problem: /^"1\.2" is below Go 1\.21/,
    line: 1,
    reason: 'below 1.21: refused with a pointer to setup-go',
  },
  {
    name: 'a file that was named by mistake',
    file: 'token.txt',
    text: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789!\n',
    setupGo: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789!',
    problem: /^what it says is not a version/,
    line: 1,
    reason: 'nothing of what may be a secret is told',
  },
  {
    name: 'a token of forty characters',
    file: '.go-version',
    text: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789\n',
    setupGo: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    problem: /^what it says is not a version/,
    line: 1,
    reason: 'it has no character that a version could not have',
  },
  {
    name: 'a short password',
    file: '.go-version',
    text: 'hunter2\n',
    setupGo: 'hunter2',
    problem: /^what it says is not a version/,
    line: 1,
    reason: 'neither takes it',
  },
  {
    name: 'digits of a token',
    file: '.go-version',
    text: '0a4f2c9e8b7d61350f4a8\n',
    setupGo: '0a4f2c9e8b7d61350f4a8',
    problem: /^what it says is not a version/,
    line: 1,
    reason: 'no version is as long',
  },
  {
    name: 'a slip of the pen',
    file: '.go-version',
    text: 'v1.25.3_1\n',
    setupGo: 'v1.25.3_1',
    problem: /^"v1\.25\.3_1" is not a version/,
    line: 1,
    reason: 'shown, since it begins like a version',
  },
  {
    name: '.tool-versions',
    file: '.tool-versions',
    text: 'nodejs 24.1.0\ngolang 1.25.3\n',
    setupGo: '1.25.3',
    ours: '1.25.3',
    line: 2,
  },
  {
    name: '.tool-versions with a comment',
    file: '.tool-versions',
    text: '# tools\ngolang   1.25.3 # exactly\n',
    setupGo: '1.25.3',
    ours: '1.25.3',
    line: 2,
  },
  {
    name: '.tool-versions with several versions',
    file: '.tool-versions',
    text: 'golang 1.25.3 1.24.9\n',
    setupGo: '1.25.3 1.24.9',
    ours: '1.25.3',
    line: 1,
    reason: 'the first one is preferred; setup-go looks for a version that is both',
  },
  {
    name: '.tool-versions of mise',
    file: '.tool-versions',
    text: 'go 1.25\n',
    setupGo: '',
    ours: '1.25',
    line: 1,
    reason: 'mise has this name too',
  },
  {
    name: '.tool-versions, line ends of Windows',
    file: '.tool-versions',
    text: 'golang 1.25.3\r\nnodejs 24\r\n',
    setupGo: '1.25.3',
    ours: '1.25.3',
    line: 1,
  },
  {
    name: '.tool-versions without Go',
    file: '.tool-versions',
    text: 'nodejs 24.1.0\n# golang 1.25.3\ngolangci-lint 2.1.0\n',
    setupGo: '',
    problem: /^there is no line "golang VERSION"/,
    reason: anyGo,
  },
  {
    name: '.tool-versions with a directory',
    file: '.tool-versions',
    text: 'golang path:/opt/go\n',
    setupGo: 'path:/opt/go',
    problem: /^what it says is not a version/,
    line: 1,
    reason: 'neither has that',
  },
];

test.each(rows)(
  '$file: $name',
  ({ file, text, gotoolchain, setupGo, ours, line, problem, reason }) => {
    expect(setupGoFileVersion(file, text, gotoolchain)).toBe(setupGo);
    const read = readVersionFile(`dir/${file}`, text, gotoolchain);
    expect('value' in read ? formatGoRequest(read.value) : undefined).toBe(ours);
    expect(read.position).toEqual(line === undefined ? undefined : { file: `dir/${file}`, line });
    expect('problem' in read ? read.problem : '').toMatch(problem ?? /^$/);
    expect(reason === undefined).toBe(setupGo === ours);
  },
);

describe('for every text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'go ',
      'toolchain go',
      'golang ',
      'module m\n',
      '\n',
      ' ',
      '#',
      '//',
      '1.25',
      '1.25.3',
      'rc1',
      '(',
      '"',
    ),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  );
  const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

  test('reading never throws, and a line that is told is there', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('go.mod', 'go.work', '.go-version', '.tool-versions'),
        text,
        (file, content) => {
          const { position } = readVersionFile(file, content, undefined);
          const lines = content.split('\n').length;
          expect(position?.line ?? 1).toBeGreaterThan(0);
          expect(position?.line ?? 1).toBeLessThanOrEqual(lines);
        },
      ),
    );
  });
});
