import { describe, expect, test } from '@jest/globals';
import { parseGoWork } from '../../src/module/gowork.ts';

test('a whole file with every directive', () => {
  const { value, problems } = parseGoWork(
    `go 1.24
toolchain default
godebug panicnil=1
use .
use (
	./a // the first
	"./with space"
)
replace x.org/a v1.0.0 => ./a
replace x.org/b => x.org/c main
ignore ./x
future (
	"a b"
)
`,
    'go.work',
  );
  expect(problems).toEqual([]);
  expect(value).toEqual({
    go: { version: '1.24', line: 1 },
    toolchain: { name: 'default', line: 2 },
    uses: [
      { directory: '.', line: 4 },
      { directory: './a', line: 6 },
      { directory: './with space', line: 7 },
    ],
    unknown: [
      { text: 'ignore ./x', line: 11 },
      { text: 'future "a b"', line: 13 },
    ],
    replacements: [
      {
        path: 'x.org/a',
        version: 'v1.0.0',
        target: { kind: 'directory', directory: './a' },
        line: 9,
      },
    ],
    queries: [{ path: 'x.org/c', query: 'main', line: 10 }],
  });
});

describe('what go refuses', () => {
  test.each([
    ['a block for a single directive', 'toolchain (\n)\n', 1, /unknown block/],
    ['use without a directory', 'use\n', 1, /exactly one/],
    ['two directories', 'use ./a ./b\n', 1, /exactly one/],
    ['two go lines', 'go 1.24\ngo 1.25\n', 2, /repeated go/],
    ['two toolchains', 'toolchain default\ntoolchain default\n', 2, /repeated toolchain/],
    ['a malformed replacement', 'replace x.org/a\n', 1, /replace takes/],
    ['a block without an end', 'use (\n', 1, /closing parenthesis/],
  ])('%s', (_, text, line, message) => {
    const { problems } = parseGoWork(text, 'go.work');
    expect(problems).toEqual([{ file: 'go.work', line, message: expect.stringMatching(message) }]);
  });
});
