import path, { type PlatformPath } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rankAnnotations } from '../../src/action/annotations.ts';
import { placeFailure } from '../../src/action/position.ts';
import { type Failure, formatPosition } from '../../src/failure.ts';
import { parseGoMod } from '../../src/module/gomod.ts';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';
import { parseGoWork } from '../../src/module/gowork.ts';
import type { ModuleFiles, Project } from '../../src/project/project.ts';
import { help } from './help-example.ts';

const bytes = Buffer.alloc(0);
const hash = (letter: string) => `h1:${letter.repeat(43)}=`;

function moduleAt(
  directory: string,
  goMod: string,
  goSum = '',
  rules: PlatformPath = path.posix,
): ModuleFiles {
  const goModFile = { path: rules.join(directory, 'go.mod'), bytes };
  const sumPath = rules.join(directory, 'go.sum');
  return {
    directory,
    goModFile,
    goMod: parseGoMod(goMod, goModFile.path).value,
    goSum: { path: sumPath, lines: parseGoSum(goSum, sumPath).lines },
  };
}

const api = moduleAt(
  '/ws/api',
  [
    'module example.com/api',
    'go 1.99.0',
    'require (',
    '\texample.com/a v1.0.0',
    '\texample.com/a/deep v1.0.0',
    '\texample.com/old v1.2.0',
    ')',
    'replace example.com/old => example.com/fork v1.3.0',
    'replace example.com/local => ./nowhere',
  ].join('\n'),
  [
    `example.com/a v1.0.0 ${hash('A')}`,
    `example.com/a v1.0.0/go.mod ${hash('B')}`,
    `example.com/graph v1.0.0/go.mod ${hash('C')}`,
  ].join('\n'),
);
const web = moduleAt(
  '/ws/web',
  'module example.com/web\ngo 1.21\ntoolchain go1.98.1\nrequire example.com/a v1.0.0',
  `example.com/a v1.0.0 ${hash('A')}`,
);
const goWork = 'go 1.18\n\nuse (\n\t./api\n\t./web\n)\n';

const single = (module: ModuleFiles): Project => ({
  kind: 'module',
  directory: module.directory,
  module,
});
const workspace: Project = {
  kind: 'workspace',
  directory: '/ws',
  goWorkFile: { path: '/ws/go.work', bytes },
  goWork: parseGoWork(goWork, '/ws/go.work').value,
  goWorkSum: { path: '/ws/go.work.sum', lines: [] },
  members: [api, web],
};

const sums = indexSums([api, web].flatMap(({ goSum }) => goSum.lines));
const jobOf = (...projects: Project[]) => ({ projects, sums });
const separate = jobOf(single(api), single(web));
const of = (facts: object): Failure => ({ detail: 'x', ...facts }) as Failure;
const shadow = { shadow: '/tmp/x/go.mod', original: '/ws/api/go.mod' };

describe('the line to look at', () => {
  test.each<[string, Failure, string, typeof separate, string | undefined]>([
    [
      'a module that nobody has',
      of({ class: 'http-not-found', module: 'example.com/a@v1.0.0' }),
      '/ws/api',
      separate,
      '/ws/api/go.mod:4',
    ],
    [
      'the same module in the project under way',
      of({ class: 'http-not-found', module: 'example.com/a@v1.0.0' }),
      '/ws/web',
      separate,
      '/ws/web/go.mod:4',
    ],
    [
      'a package inside a module',
      of({ class: 'gosum-missing', module: 'example.com/a/deep/pkg' }),
      '/ws/api',
      separate,
      '/ws/api/go.mod:5',
    ],
    [
      'what stands in the place of another module',
      of({ class: 'vcs-not-found', module: 'example.com/fork@v1.3.0' }),
      '/ws/api',
      separate,
      '/ws/api/go.mod:8',
    ],
    [
      'a replacement that is missing',
      of({
        class: 'module-file',
        module: 'example.com/local@v1.0.0',
        detail: 'example.com/local@v1.0.0 (replaced by ./nowhere): reading nowhere/go.mod',
      }),
      '/ws/api',
      separate,
      '/ws/api/go.mod:9',
    ],
    [
      'a module of the graph that only go.sum names',
      of({ class: 'vcs-auth', module: 'example.com/graph@v1.0.0' }),
      '/ws/api',
      separate,
      '/ws/api/go.sum:3',
    ],
    [
      'wrong bytes of a zip',
      of({ class: 'checksum-mismatch', module: 'example.com/a@v1.0.0' }),
      '/ws/web',
      separate,
      '/ws/web/go.sum:1',
    ],
    [
      'wrong bytes, by the hash that was not met',
      of({ class: 'checksum-mismatch', module: 'example.com/a@v1.0.0', expected: hash('B') }),
      '/ws/web',
      separate,
      '/ws/api/go.sum:2',
    ],
    [
      'wrong bytes of a go.mod',
      of({
        class: 'checksum-mismatch',
        module: 'example.com/a@v1.0.0',
        detail: 'verifying example.com/a@v1.0.0/go.mod: checksum mismatch',
      }),
      '/ws/api',
      separate,
      '/ws/api/go.sum:2',
    ],
    [
      'a go line that is too new',
      of({ class: 'toolchain', detail: 'go.mod requires go >= 1.99.0 (running go 1.26.8)' }),
      '/ws/api',
      separate,
      '/ws/api/go.mod:2',
    ],
    [
      'a toolchain line',
      of({ class: 'toolchain', detail: 'go1.98.1 could not be downloaded: no such name' }),
      '/ws/web',
      separate,
      '/ws/web/go.mod:3',
    ],
    [
      'a dependency that is too new',
      of({ class: 'toolchain', module: 'example.com/old@v1.2.0', detail: 'requires go >= 1.97' }),
      '/ws/api',
      separate,
      '/ws/api/go.mod:6',
    ],
    [
      'a go.work older than its member',
      of({
        class: 'module-file',
        detail:
          'module api listed in go.work file requires go >= 1.99.0, but go.work lists go 1.18',
      }),
      '/ws',
      jobOf(workspace),
      '/ws/go.work:1',
    ],
    [
      'a member that cannot be loaded',
      of({
        class: 'module-file',
        detail: 'cannot load module web listed in go.work file: open web/go.mod: no such file',
      }),
      '/ws',
      jobOf(workspace),
      '/ws/go.work:5',
    ],
    [
      'a line that go names in our copy',
      of({ class: 'module-file', position: { file: '../../tmp/x/go.mod', line: 7 } }),
      '/ws/api',
      separate,
      '/ws/api/go.mod:7',
    ],
    [
      'a line that go names from where it ran',
      of({ class: 'module-file', position: { file: 'go.sum', line: 2 } }),
      '/ws/web',
      separate,
      '/ws/web/go.sum:2',
    ],
    [
      'an outage has none',
      of({ class: 'stall', module: 'example.com/a@v1.0.0' }),
      '/ws/api',
      separate,
      undefined,
    ],
  ])('%s', (_name, failure, directory, job, expected) => {
    const { position } = placeFailure(failure, job, { directory, files: [shadow] }, path.posix);
    expect(position && formatPosition(position)).toBe(expected);
  });
});

describe('Windows', () => {
  const root = 'D:\\a\\repo\\repo';
  const directory = `${root}\\api`;
  const module = moduleAt(
    directory,
    'module example.com/api\nrequire example.com/a v1.0.0',
    '',
    path.win32,
  );
  const job = { projects: [single(module)], sums: indexSums([]) };
  const temporary = 'D:\\a\\_temp\\go-mod-resilient-7\\go.mod';
  const files = [{ shadow: temporary, original: module.goModFile.path }];

  test.each<[string, Failure, string, number]>([
    [
      'a copy on the same drive',
      of({
        class: 'module-file',
        position: { file: '..\\..\\..\\_temp\\go-mod-resilient-7\\go.mod', line: 5 },
      }),
      'api/go.mod',
      5,
    ],
    [
      'an absolute name',
      of({ class: 'module-file', position: { file: temporary, line: 6 } }),
      'api/go.mod',
      6,
    ],
    [
      'with the drive in lower case',
      of({ class: 'module-file', position: { file: temporary.replace('D:', 'd:'), line: 6 } }),
      'api/go.mod',
      6,
    ],
    [
      'a line found in the parsed file',
      of({ class: 'http-not-found', module: 'example.com/a@v1.0.0' }),
      'api/go.mod',
      2,
    ],
  ])('%s', (_name, failure, file, line) => {
    const placed = placeFailure(failure, job, { directory, files }, path.win32);
    // The runner and a program may not agree on the case of a drive.
    for (const workspace of [root, root.toLowerCase()]) {
      const [annotation] = rankAnnotations(
        [{ level: 'error', failure: placed }],
        help,
        workspace,
        path.win32,
      );
      expect(annotation).toMatchObject({ file, line });
    }
  });
});

describe('names of files in annotations', () => {
  const annotationOf = (file: string, root: string, rules: PlatformPath, detail = 'x') =>
    rankAnnotations(
      [
        {
          level: 'error',
          failure: of({ class: 'module-file', detail, position: { file, line: 1 } }),
        },
      ],
      help,
      root,
      rules,
    )[0];

  test.each<[string, string, string, PlatformPath, string | undefined]>([
    ['below the workspace', '/ws/a b/go.mod', '/ws', path.posix, 'a b/go.mod'],
    ['a backslash that is a letter', '/ws/a\\b/go.mod', '/ws', path.posix, 'a\\b/go.mod'],
    ['above the workspace', '../go.mod', '/ws', path.posix, undefined],
    ['Windows', 'D:\\ws\\a\\go.mod', 'D:\\ws', path.win32, 'a/go.mod'],
    ['another drive', 'C:\\ws\\go.mod', 'D:\\ws', path.win32, undefined],
    ['relative, with backslashes', 'a\\go.mod', 'D:\\ws', path.win32, 'a/go.mod'],
    ['relative, with slashes', 'a/go.mod', 'D:\\ws', path.win32, 'a/go.mod'],
  ])('%s', (_name, file, root, rules, expected) => {
    expect(annotationOf(file, root, rules)?.file).toBe(expected);
  });

  test('the text names them from the workspace, too, and leaves addresses alone', () => {
    const detail = '/ws/a/go.mod and "/ws/go.sum" against https://host/ws/x';
    const annotation = annotationOf('/ws/a/go.mod', '/ws', path.posix, detail);
    const named = 'a/go.mod and "go.sum" against https://host/ws/x';
    expect(annotation?.title).toBe(`module-file: ${named}`);
    expect(annotation?.message).toContain(`${named}.`);
    expect(annotation?.message).toContain('Where: a/go.mod:1;');
  });

  test('on Windows in both spellings of a drive', () => {
    const detail = 'D:\\ws\\a\\go.mod and "d:\\ws\\go.sum" but C:\\ws\\go.sum';
    const annotation = annotationOf('D:\\ws\\a\\go.mod', 'D:\\ws', path.win32, detail);
    expect(annotation?.message).toContain('a\\go.mod and "go.sum" but C:\\ws\\go.sum.');
  });
});
