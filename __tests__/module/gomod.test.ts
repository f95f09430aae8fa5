import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseGoMod } from '../../src/module/gomod.ts';

function read(text: string) {
  return parseGoMod(text, 'go.mod');
}

/** One problem a line. */
function problemsOf(text: string): string[] {
  return read(text).problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

test('a whole file with every directive', () => {
  const { value, problems } = read(`// Deprecated: no, only a comment.
module example.com/app // here

go 1.24.0
toolchain go1.25.3

godebug (
	panicnil=1
)

require (
	example.com/a v1.2.3
	example.com/b/v2 v2.0.0-rc.1 // indirect
	"example.com/c" "v0.0.0-20191109021931-daa7c04131f5" // indirect; for tests
	example.com/d v4.0.0+incompatible // not indirect

	// a comment on its own
	gopkg.in/check.v1 v0.0.0-20161208181325-20d25e280405
)
require example.com/e v1.0.0

exclude example.com/a v1.2.2
replace example.com/a => ../a
replace (
	example.com/b/v2 v2.0.0-rc.1 => example.com/fork/v2 v2.1.0
	example => C:\\src\\example
)
retract [v1.0.0, v1.1.0] // broken
retract (
	v1.2.0
)
tool example.com/cmd/x
ignore ./node_modules
`);
  expect(problems).toEqual([]);
  expect(value).toEqual({
    module: 'example.com/app',
    go: { version: '1.24.0', line: 4 },
    toolchain: { name: 'go1.25.3', line: 5 },
    requirements: [
      requirement('example.com/a', 'v1.2.3', 12),
      requirement('example.com/b/v2', 'v2.0.0-rc.1', 13, true),
      requirement('example.com/c', 'v0.0.0-20191109021931-daa7c04131f5', 14, true),
      requirement('example.com/d', 'v4.0.0+incompatible', 15),
      requirement('gopkg.in/check.v1', 'v0.0.0-20161208181325-20d25e280405', 18),
      requirement('example.com/e', 'v1.0.0', 20),
    ],
    exclusions: [{ path: 'example.com/a', version: 'v1.2.2' }],
    replacements: [
      { path: 'example.com/a', target: { kind: 'directory', directory: '../a' }, line: 23 },
      {
        path: 'example.com/b/v2',
        version: 'v2.0.0-rc.1',
        target: { kind: 'module', module: { path: 'example.com/fork/v2', version: 'v2.1.0' } },
        line: 25,
      },
      { path: 'example', target: { kind: 'directory', directory: 'C:\\src\\example' }, line: 26 },
    ],
    queries: [],
  });
});

test("gin's go.mod", async () => {
  const file = join(process.cwd(), '__tests__', 'fixtures', 'projects', 'gin', 'go.mod');
  const text = await readFile(file, 'utf8');
  const { value, problems } = read(text);
  expect(problems).toEqual([]);
  expect(value.module).toBe('github.com/gin-gonic/gin');
  const written = text.split('\n').filter((line) => /^(?:require)?\s+\S+ v\d/.test(line));
  expect(value.requirements).toHaveLength(written.length);
  expect(value.requirements.filter(({ isIndirect }) => isIndirect)).toHaveLength(
    written.filter((line) => line.includes('// indirect')).length,
  );
});

describe('what go reads too', () => {
  test.each([
    ['nothing', ''],
    ['comments and blank lines', '\n// a\n\n  // b'],
    ['CRLF', 'module x.org/m\r\n\r\ngo 1.21\r\nrequire (\r\n\tx.org/a v1.0.0 // indirect\r\n)\r\n'],
    ['no newline at the end', 'module x.org/m'],
    ['an empty block', 'require ()\n'],
    ['an empty block over lines', 'require (\n)\n'],
    ['a comment behind each parenthesis', 'require ( // a\n) // b\n'],
    ['a closing parenthesis that is indented', 'require (\n  x.org/a v1.0.0\n  )\n'],
    ['a block for the module', 'module (\n  x.org/m\n)\n'],
    ['escapes in a string', 'module "x.org/\\x6d\\u006d\\155"\n'],
    ['a comment that touches a word', 'module x.org/m// here\n'],
    ['the language alone', 'go 1.21\n'],
    ['a release candidate', 'go 1.26rc1\n'],
    ['the default toolchain', 'toolchain default\n'],
    ['a toolchain of one’s own', 'toolchain go1.22.1-corp\n'],
  ])('%s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test('strings are taken out of their quotes', () => {
    expect(read('module "x.org/\\x6d\\u006d\\155"').value.module).toBe('x.org/mmm');
  });

  test('versions only go can resolve stand apart', () => {
    const { value, problems } = read(`require x.org/a master
require x.org/b v1.2
exclude x.org/c v1
replace x.org/d => x.org/e main
replace x.org/f latest => ../f
`);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ requirements: [], replacements: [], exclusions: [] });
    expect(value.queries).toEqual([
      { path: 'x.org/a', query: 'master', line: 1 },
      { path: 'x.org/b', query: 'v1.2', line: 2 },
      { path: 'x.org/c', query: 'v1', line: 3 },
      { path: 'x.org/e', query: 'main', line: 4 },
      { path: 'x.org/f', query: 'latest', line: 5 },
    ]);
  });
});

describe('what go refuses', () => {
  test.each([
    ['a block for a single directive', 'go (\n1.21\n)\n', 1, /unknown block/],
    ['words before a block', 'require x (\n)\n', 1, /unknown block/],
    ['a block without an end', 'module m\nrequire (\nx.org/a v1.0.0\n', 2, /closing parenthesis/],
    ['words behind a block', 'require (\n) x\n', 2, /end its line/],
    ['a C comment', 'module m /* x */\n', 1, /\/\/ comments only/],
    ['a string without an end', 'module "m\n', 1, /without an end/],
    ['a raw string without an end', 'module `m\n', 1, /without an end/],
    ['a raw string', 'module `m`\n', 1, /double quotes/],
    ['a single quote', "module 'm'\n", 1, /double quotes/],
    ['a malformed escape', 'module "\\q"\n', 1, /invalid quoted string/],
    ['a byte order mark', '\ufeffmodule m\n', 1, /unexpected character/],
    ['a control character', 'module m\u0001\n', 1, /unexpected character/],
    ['two modules', 'module m\nmodule n\n', 2, /repeated module/],
    ['two go lines', 'go 1.21\ngo 1.22\n', 2, /repeated go/],
    ['two toolchains', 'toolchain go1.21.1\ntoolchain go1.22.1\n', 2, /repeated toolchain/],
    ['a version of Go with a v', 'go v1.21\n', 1, /invalid Go version/],
    ['a version of Go with a go', 'go go1.21\n', 1, /invalid Go version/],
    ['two versions of Go', 'go 1.21 1.22\n', 1, /exactly one/],
    ['a toolchain without go', 'toolchain 1.21\n', 1, /invalid toolchain/],
    ['a requirement without version', 'require x.org/a\n', 1, /a module path and a version/],
    ['a requirement with more', 'require x.org/a v1.0.0 x\n', 1, /a module path and a version/],
    ['an empty version', 'require x.org/a ""\n', 1, /without a version/],
    ['a version that does not fit', 'require x.org/a v2.0.0\n', 1, /does not fit/],
    ['a malformed major version', 'require x.org/a/v1 v1.0.0\n', 1, /malformed module path/],
    ['replace without arrow', 'replace x.org/a ../a\n', 1, /replace takes/],
    ['replace without target', 'replace x.org/a =>\n', 1, /replace takes/],
    ['a target without version', 'replace x.org/a => x.org/b\n', 1, /has to be a directory/],
    ['a target with an at sign', 'replace x.org/a => x.org/b@v1.0.0\n', 1, /"path version"/],
    ['a directory with version', 'replace x.org/a => ../a v1.0.0\n', 1, /has no version/],
    ['an open interval', 'retract [v1.0.0, v1.1.0\n', 1, /retract takes/],
    ['two retracted versions', 'retract v1.0.0 v1.1.0\n', 1, /retract takes/],
    ['godebug without value', 'godebug x\n', 1, /key=value/],
    ['two tools', 'tool a b\n', 1, /exactly one/],
  ])('%s', (_, text, line, message) => {
    const problems = read(text).problems;
    expect(problems).toEqual([{ file: 'go.mod', line, message: expect.stringMatching(message) }]);
  });

  test('every faulty directive is told at once', () => {
    const text =
      'go x\nrequire (\n  x.org/a\n  x.org/b v1.0.0\n  x.org/c v2.0.0\n)\nexclude x.org/d\n';
    expect(read(text).problems.map(({ line }) => line)).toEqual([1, 3, 5, 7]);
    expect(read(text).value.requirements).toHaveLength(1);
  });
});

test('no text makes the reader throw', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'require',
      'replace',
      'go',
      '(',
      ')',
      '=>',
      '\n',
      ' ',
      '"',
      '`',
      '\\',
      '//',
      '/*',
    ),
    fc.constantFrom('x.org/a', 'v1.0.0', '[', ']', ',', '\r\n', '\t', "'"),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const { problems } = read(words.join(''));
      const lines = words.join('').split('\n').length;
      for (const { line } of problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
      }
    }),
    { numRuns: 500 },
  );
});

function requirement(path: string, version: string, line: number, isIndirect = false) {
  return { module: { path, version }, line, isIndirect };
}

test('a directive or block that only a newer Go knows is left to go', () => {
  const text = 'module example.com/m\n\ngo 1.99\n\nfuture x y\nfutures (\n\ta\n)\n';
  expect(parseGoMod(text, 'go.mod').problems).toEqual([]);
});
