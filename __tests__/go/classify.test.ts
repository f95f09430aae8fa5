import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Failure, FailureClass } from '../../src/failure.ts';
import { classifyGoErrors, classifyGoOutput } from '../../src/go/classify.ts';

interface Recorded {
  readonly fault: string;
  readonly go: string;
  readonly cmd: string;
  readonly exit: number;
  readonly stderr: string;
  readonly stdoutErrors: readonly string[];
  /** `null`: no class of the closed set fits (compile errors). */
  readonly class: FailureClass | null;
  readonly cause?: FailureClass;
}

/** Outputs of real `go` commands under injected faults; the compiled test lies in build/__tests__/go. */
const recorded: readonly Recorded[] = JSON.parse(
  readFileSync(new URL('../../../__tests__/fixtures/go-failures.json', import.meta.url), 'utf8'),
);

/** Faults whose recorded class predates a word of the closed set that fits better. */
const exceptions: Readonly<Record<string, FailureClass>> = {
  proxyenv_http_refused: 'proxy-unreachable',
  proxyenv_https_refused: 'proxy-unreachable',
  proxyenv_https_503: 'proxy-unreachable',
  proxyenv_nx: 'proxy-unreachable',
  // Where there is no go.mod the working directory is wrong, not a file.
  gomod_missing: 'input',
};

function classify(row: Recorded): Failure | undefined {
  return classifyGoOutput({
    stderr: row.stderr,
    jsonErrors: row.stdoutErrors.map((text) => ({ text })),
    exitCode: row.exit,
  });
}

describe('recorded outputs', () => {
  test.each(recorded)('$fault, go $go, $cmd: $class', (row) => {
    expect(classify(row)?.class).toBe(exceptions[row.fault] ?? row.class ?? 'internal');
  });
});

describe('reasons of wrapped failures', () => {
  const wrapped = recorded.filter(
    (row) => row.cause !== undefined && !['captive-portal', 'http-not-found'].includes(row.cause),
  );
  test.each(wrapped)('$fault, go $go, $cmd: because $cause', (row) => {
    expect(classify(row)).toMatchObject({ because: { class: row.cause } });
  });
});

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
    {
      name: 'silence',
      text: '',
      expected: { class: 'internal', detail: 'go failed and said nothing' },
    },
  ];
  test.each(rows)('$name', ({ text, expected }) => {
    expect(classifyGoErrors([{ text }])).toMatchObject(expected);
  });

  test('the module of the JSON stream is used where the text names none', () => {
    const failure = classifyGoErrors([
      { module: 'example.com/a@v1.0.0', text: 'zip: not a valid zip file' },
    ]);
    expect(failure).toMatchObject({ class: 'bad-content', module: 'example.com/a@v1.0.0' });
  });

  test('exit 0 is no failure, whatever was printed', () => {
    const output = { stderr: 'go: connection refused', jsonErrors: [], exitCode: 0 };
    expect(classifyGoOutput(output)).toBeUndefined();
  });

  test('a signal is a cancellation', () => {
    const output = { stderr: '', jsonErrors: [], exitCode: null, signalName: 'SIGTERM' as const };
    expect(classifyGoOutput(output)).toMatchObject({ class: 'cancelled' });
  });

  test('neither user names nor passwords nor the secrets given appear', () => {
    const text =
      'go: example.com/a@v1.0.0: Get "https://tok3n:***@mirror.test/s3cret/example.com/a/@v/v1.0.0.mod": dial tcp: connection refused';
    const shown = JSON.stringify(classifyGoErrors([{ text }], ['s3cret']));
    expect(shown).not.toMatch(/tok3n|s3cret/);
    expect(shown).toContain('mirror.test');
  });
});

test('a directory whose name holds an @ is no module', () => {
  const text =
    'go: ../go-mod-resilient-7@vm-1/go.mod requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)';
  const failure = classifyGoErrors([{ text }]);
  expect(failure.class).toBe('toolchain');
  expect(failure.module).toBeUndefined();
});

test('what go would have to be told is on the next line: the sentence ends before it', () => {
  const text =
    'go: updates to go.mod needed, disabled by -mod=readonly; to update it:\n\tgo mod tidy';
  expect(classifyGoErrors([{ text }])).toMatchObject({
    class: 'module-file',
    detail: 'updates to go.mod needed, disabled by -mod=readonly',
  });
});
