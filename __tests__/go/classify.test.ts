import { describe, expect, test } from '@jest/globals';
import type { Failure, FailureClass } from '../../src/failure.ts';
import { classifyGoOutput, readGoErrors } from '../../src/go/classify.ts';
import type { GoTask } from '../../src/go/nearest.ts';

function classify(text: string, module?: string): Failure | undefined {
  return classifyGoOutput({
    task: 'download',
    stderr: module === undefined ? text : '',
    jsonErrors: module === undefined ? [] : [{ module, text }],
    exitCode: 1,
  });
}

describe('facts', () => {
  const mod = 'https://mirror.test/example.com/a/@v/v1.0.0.mod';
  const rows: readonly { name: string; text: string; expected: Partial<Failure> }[] = [
    {
      name: 'module and status of a refused request',
      text: `go: example.com/a@v1.0.0: reading ${mod}: 403 Forbidden\n\tserver response: no`,
      expected: { class: 'http-auth', status: 403, module: 'example.com/a@v1.0.0' },
    },
    {
      name: 'the module that failed, not the one that required it',
      text: `go: example.com/b@v1.1.0 requires\n\texample.com/a@v1.0.0: reading ${mod}: 404 Not Found`,
      expected: { class: 'http-not-found', module: 'example.com/a@v1.0.0' },
    },
    {
      name: 'both hashes of a mismatch with go.sum',
      text: 'verifying example.com/a@v1.0.0/go.mod: checksum mismatch\n\tdownloaded: h1:AAA=\n\tgo.sum:     h1:BBB=\n\nSECURITY ERROR\n',
      expected: {
        class: 'checksum-mismatch',
        module: 'example.com/a@v1.0.0',
        expected: 'h1:BBB=',
        actual: 'h1:AAA=',
      },
    },
    {
      name: 'file and line of a syntax error',
      text: 'go: errors parsing go.mod:\ngo.mod:16: unknown directive: frobnicate\n',
      expected: {
        class: 'module-file',
        detail: 'unknown directive: frobnicate',
        position: { file: 'go.mod', line: 16 },
      },
    },
    {
      name: 'file and line on Windows, with a space in the path',
      text: 'go: errors parsing go.mod:\nD:\\a b\\go.mod:16: unknown directive: frobnicate\n',
      expected: {
        class: 'module-file',
        detail: 'unknown directive: frobnicate',
        position: { file: 'D:\\a b\\go.mod', line: 16 },
      },
    },
    {
      name: 'file and line where -modfile names another',
      text: 'go: errors parsing go.mod:\n../x/tools.mod:3:2: invalid module version',
      expected: { class: 'module-file', position: { file: '../x/tools.mod', line: 3 } },
    },
    {
      name: 'file and line behind a heading',
      text: 'go: reading go.work: /ws/go.work:3: unknown directive: frobnicate',
      expected: { class: 'module-file', position: { file: '/ws/go.work', line: 3 } },
    },
    {
      name: 'the words of git, and the module in the line above them',
      text: "go: on the way\ngo: example.com/a@v1.0.0: git ls-remote -q origin in /c/vcs/0: exit status 128:\n\tremote: Repository not found.\n\tfatal: repository 'https://example.com/a/' not found",
      expected: {
        class: 'vcs-not-found',
        module: 'example.com/a@v1.0.0',
        detail:
          "remote: Repository not found. fatal: repository 'https://example.com/a/' not found",
      },
    },
    {
      name: 'what the disk said, not what was read meanwhile',
      text: `go: example.com/a@v1.0.0: read "${mod}": write /c/v1.0.0.zip1.tmp: no space left on device`,
      expected: {
        class: 'disk-full',
        module: 'example.com/a@v1.0.0',
        detail: 'write /c/v1.0.0.zip1.tmp: no space left on device',
        path: '/c',
      },
    },
    {
      name: 'the directory that cannot be written',
      text: 'go: example.com/a@v1.0.0: mkdir /home/u/go/pkg/mod/cache: permission denied',
      expected: { class: 'permission', path: '/home/u/go/pkg/mod' },
    },
    {
      name: 'a mount that is read-only',
      text: 'go: updating go.sum: open /src/go.sum: read-only file system',
      expected: { class: 'permission', path: '/src', obstacle: 'read-only' },
    },
    {
      name: 'a checkout of somebody else',
      text: "go: x@v1.0.0: git rev-parse: exit status 128:\n\tfatal: detected dubious ownership in repository at '/src'",
      expected: { class: 'permission', obstacle: 'repository-owner' },
    },
    {
      name: 'a lock that Windows does not give',
      text: 'go: open C:\\c\\v1.0.0.lock: The process cannot access the file because it is being used by another process.',
      expected: { class: 'cache-locked' },
    },
    {
      name: 'a lock that the file system does not give',
      text: 'RLock /c/cache/download/v1.0.0.lock: no such device',
      expected: { class: 'cache-locked' },
    },
    {
      name: 'the module of a line of go mod verify',
      text: 'example.com/a v1.0.0: dir has been modified (/cache/example.com/a@v1.0.0)',
      expected: { class: 'cache-corrupt', module: 'example.com/a@v1.0.0' },
    },
    {
      name: 'a 404 whose answer tells of a timeout is an outage',
      text: `go: example.com/a@v1.0.0: reading ${mod}: 404 Not Found\n\tserver response: not found: fetch timed out`,
      expected: { class: 'http-server', status: 404 },
    },
    {
      name: 'words of the server do not pass for words of go',
      text: `go: example.com/a@v1.0.0: reading ${mod}: 502 Bad Gateway\n\tserver response:\n\tpermission denied\n\tno space left on device`,
      expected: { class: 'http-server', status: 502 },
    },
    {
      name: 'a connection that Windows calls refused',
      text: `go: example.com/a@v1.0.0: Get "${mod}": dial tcp 127.0.0.1:9: connectex: No connection could be made because the target machine actively refused it.`,
      expected: { class: 'connect-refused', module: 'example.com/a@v1.0.0' },
    },
    {
      name: 'settings that go cannot read',
      text: 'go: parsing $GOFLAGS: unknown flag -nosuch',
      expected: { class: 'input' },
    },
  ];
  test.each(rows)('$name', ({ text, expected }) => {
    expect(classify(text)).toMatchObject(expected);
  });

  test('the module of the JSON stream is used where the text names none', () => {
    const failure = classify('zip: not a valid zip file', 'example.com/a@v1.0.0');
    expect(failure).toMatchObject({ class: 'bad-content', module: 'example.com/a@v1.0.0' });
  });

  test('exit 0 is no failure, whatever was printed', () => {
    const task: GoTask = 'download';
    const output = { task, stderr: 'go: connection refused', jsonErrors: [], exitCode: 0 };
    expect(classifyGoOutput(output)).toBeUndefined();
  });

  test('a signal is a cancellation', () => {
    const output = { task: 'download', stderr: '', jsonErrors: [], exitCode: null } as const;
    const end = (signalName: NodeJS.Signals) => classifyGoOutput({ ...output, signalName });
    expect(end('SIGTERM')).toEqual({
      class: 'cancelled',
      detail: 'go was ended by SIGTERM before it was done',
    });
    expect(end('SIGKILL')).toMatchObject({ class: 'cancelled', isStarved: true });
  });

  test('neither user names nor passwords nor the secrets given appear', () => {
    const text =
      'go: example.com/a@v1.0.0: Get "https://tok3n:***@mirror.test/s3cret/example.com/a/@v/v1.0.0.mod": dial tcp: connection refused';
    const shown = JSON.stringify(
      readGoErrors({
        task: 'download',
        stderr: text,
        jsonErrors: [{ text: `unheard of: ${text.replace('connection refused', 'x')}` }],
        exitCode: 1,
        secrets: ['s3cret'],
      }),
    );
    expect(shown).not.toMatch(/tok3n|s3cret/);
    expect(shown).toContain('mirror.test');
  });
});

test('a malformed go.mod of a dependency has no line that anyone here could correct', () => {
  const failure = classify('go: example.com/a@v1.0.0: parsing go.mod:\n\tgo.mod:3: syntax error');
  expect(failure).toMatchObject({ class: 'module-file', module: 'example.com/a@v1.0.0' });
  expect(failure?.position).toBeUndefined();
});

test('a directory whose name holds an @ is no module', () => {
  const text =
    'go: ../go-mod-resilient-7@vm-1/go.mod requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)';
  const failure = classify(text);
  expect(failure?.class).toBe('toolchain');
  expect(failure?.module).toBeUndefined();
});

test('what go would have to be told is on the next line: the sentence ends before it', () => {
  const text =
    'go: updates to go.mod needed, disabled by -mod=readonly; to update it:\n\tgo mod tidy';
  expect(classify(text)).toMatchObject({
    class: 'module-file',
    detail: 'updates to go.mod needed, disabled by -mod=readonly',
  });
});

describe('words that no rule knows', () => {
  test.each<[string, GoTask, number, string, FailureClass, string]>([
    ['silence', 'download', 1, '', 'go-missing', 'ended with exit code 1 and said nothing'],
    ['a signal behind a shell', 'download', 137, '', 'cancelled', 'ended by signal 9'],
    ['a stand-in', 'settings', 126, 'asdf: no version is set', 'go-missing', 'no version is set'],
    ['another architecture', 'settings', 126, 'go: Exec format error', 'go-missing', 'Exec format'],
    ['a setting of a later Go', 'settings', 1, 'go: unknown GOFUTURE', 'input', 'unknown GOFUTURE'],
    ['a crash', 'download', 2, 'panic: nil map\n\ngoroutine 1', 'go-missing', 'panic: nil map'],
    [
      'no memory',
      'download',
      2,
      'fatal error: runtime: out of memory',
      'cancelled',
      'found no memory',
    ],
    ['a file of the project', 'download', 1, 'go: go.mod:3: odd line', 'module-file', 'odd line'],
    ['version control', 'download', 1, 'go: git log: odd', 'vcs-network', 'git log: odd'],
    ['an address', 'download', 1, 'go: odd https://mirror.test/x', 'http-other', 'odd https'],
    ['the file system', 'download', 1, 'go: open /c/x: odd', 'cache-corrupt', 'open /c/x: odd'],
    ['Windows', 'download', 1, 'go: open C:\\c\\x: odd', 'cache-corrupt', 'odd'],
    ['a module', 'download', 1, 'go: example.com/a@v1.0.0: odd', 'module-file', 'a@v1.0.0: odd'],
    ['a check', 'verification', 1, 'odd', 'cache-corrupt', 'go mod verify failed: odd'],
  ])('%s', (_name, task, exitCode, stderr, expected, words) => {
    const failure = classifyGoOutput({ task, stderr, jsonErrors: [], exitCode });
    expect(failure?.class).toBe(expected);
    expect(failure?.detail).toContain(words);
  });

  test('each module that failed is told, whatever the others failed for', () => {
    const { known, guessed } = readGoErrors({
      task: 'download',
      stderr: 'go: on its way',
      jsonErrors: ['a', 'b', 'c'].map((name) => ({
        module: `example.com/${name}@v1.0.0`,
        text: name === 'c' ? 'odd' : 'terminal prompts disabled',
      })),
      exitCode: 1,
    });
    expect(known.map(({ class: name, module }) => `${name} ${module}`)).toEqual([
      'vcs-auth example.com/a@v1.0.0',
      'vcs-auth example.com/b@v1.0.0',
    ]);
    expect(guessed).toMatchObject([{ class: 'module-file', module: 'example.com/c@v1.0.0' }]);
  });
});
