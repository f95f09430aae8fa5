import { expect, test } from '@jest/globals';
import type { Project } from '../../src/project/project.ts';
import { requestOfProjects } from '../../src/toolchain/choose-project.ts';
import { formatGoRequest } from '../../src/toolchain/version-spec.ts';
import { moduleFiles, moduleProject, workspaceProject } from './projects.ts';

const vendored = (main: ReturnType<typeof moduleProject>): Project => ({
  kind: 'vendored',
  directory: main.directory,
  main,
  modulesTxt: { path: `${main.directory}/vendor/modules.txt`, bytes: Buffer.alloc(0) },
});

test.each<[name: string, projects: readonly Project[], asked: string, file: string, line: number]>([
  ['a go line', [moduleProject('/a', 'go 1.25')], '1.25', '/a/go.mod', 2],
  [
    'a toolchain line',
    [moduleProject('/a', 'go 1.25\ntoolchain go1.26.8')],
    '1.26.8',
    '/a/go.mod',
    3,
  ],
  [
    'a toolchain line below the go line',
    [moduleProject('/a', 'go 1.26.1\ntoolchain go1.25.3')],
    '1.26.1',
    '/a/go.mod',
    2,
  ],
  [
    'toolchain default',
    [moduleProject('/a', 'go 1.25.3\ntoolchain default')],
    '1.25.3',
    '/a/go.mod',
    2,
  ],
  [
    'the highest of several',
    [
      moduleProject('/a', 'go 1.24.2'),
      moduleProject('/b', 'go 1.25.3'),
      moduleProject('/c', 'go 1.25'),
    ],
    '1.25.3',
    '/b/go.mod',
    2,
  ],
  [
    'the first of equal ones',
    [
      moduleProject('/a', 'go 1.21.0'),
      moduleProject('/b', 'go 1.25.3'),
      moduleProject('/c', '\ngo 1.25.3'),
    ],
    '1.25.3',
    '/b/go.mod',
    2,
  ],
  [
    'one that asks beside one of before 1.21 and one that does not ask',
    [moduleProject('/a', 'go 1.18'), moduleProject('/b', ''), moduleProject('/c', 'go 1.25')],
    '1.25',
    '/c/go.mod',
    2,
  ],
  [
    'go.work',
    [workspaceProject('/w', 'go 1.26.0\nuse ./a\n', [moduleFiles('/w/a', 'go 1.25.0')])],
    '1.26.0',
    '/w/go.work',
    1,
  ],
  [
    'a member that asks for more than go.work',
    [workspaceProject('/w', 'go 1.24\nuse ./a\n', [moduleFiles('/w/a', 'go 1.25.1')])],
    '1.25.1',
    '/w/a/go.mod',
    2,
  ],
  ['a vendored module', [vendored(moduleProject('/a', 'go 1.25.3'))], '1.25.3', '/a/go.mod', 2],
])('%s', (_, projects, asked, file, line) => {
  const read = requestOfProjects(projects);
  expect(read?.position).toEqual({ file, line });
  expect(read && 'value' in read && formatGoRequest(read.value)).toBe(asked);
});

test.each<[name: string, projects: readonly Project[], problem: RegExp, file: string]>([
  [
    'all below 1.21',
    [moduleProject('/a', 'go 1.18'), moduleProject('/b', 'go 1.20.3')],
    /^the line "go 1\.20\.3" names a Go that is below Go 1\.21/,
    '/b/go.mod',
  ],
  [
    'a toolchain that is none',
    [moduleProject('/a', 'go 1.25'), moduleProject('/b', 'toolchain go1.x')],
    /^the line "toolchain go1\.x" names no version of Go$/,
    '/b/go.mod',
  ],
])('a problem: %s', (_, projects, problem, file) => {
  const read = requestOfProjects(projects);
  expect(read).toEqual({
    problem: expect.stringMatching(problem),
    position: { file, line: 2 },
  });
});

test('nobody asks for anything', () => {
  expect(requestOfProjects([])).toBeUndefined();
  expect(
    requestOfProjects([moduleProject('/a', ''), moduleProject('/b', 'toolchain default')]),
  ).toBeUndefined();
});
