import { expect, test } from '@jest/globals';
import { createNameCheck } from '../../src/toolchain/held-names.ts';
import { findCopies, isExecutable } from '../../src/toolchain/release-files.ts';

const long = 'ä'.repeat(200);

test.each([
  ['ordinary names', 'linux', ['bin/go', 'src/fmt/print.go'], undefined],
  ['255 bytes', 'linux', ['a'.repeat(255)], undefined],
  ['256 bytes', 'linux', [`src/${'a'.repeat(256)}`], /longer than 255/],
  ['400 bytes that are 200 letters', 'linux', [long], /longer than 255/],
  ['the same on Windows', 'win32', [long], undefined],
  ['the same on macOS', 'darwin', [long], undefined],
  // The sign for the unit and the letter look alike, and are equivalent.
  ['two spellings of a letter', 'darwin', ['a/\u212b', 'a/\u00c5'], /are one name/],
  ['a space at the end, on Windows', 'win32', ['src/a ', 'b'], /Windows/],
  ['a space at the end, elsewhere', 'linux', ['src/a ', 'b'], undefined],
  ['a directory with a space at its end, on Windows', 'win32', ['src /a'], /Windows/],
  ['a device with a space', 'win32', ['src/con .txt'], /Windows/],
  ['the console', 'win32', ['CONIN$'], /Windows/],
  ['what only begins like a device', 'win32', ['console.go', 'nullable'], undefined],
] as const)('names: %s', (_, platform, names, expected) => {
  const check = createNameCheck(platform);
  const problem = names.map(check).find((found) => found !== undefined);
  if (expected === undefined) expect(problem).toBeUndefined();
  else expect(problem).toMatch(expected);
});

test.each([
  ['bin/go', true],
  ['bin/deep/er', true],
  ['pkg/tool/linux_amd64/compile', true],
  ['lib/wasm/go_js_wasm_exec', true],
  ['lib/go_ios_arm64_exec', true],
  ['lib/wasm/wasm_exec.js', false],
  ['lib/wasm/go_js_exec', false],
  ['lib/wasm/go__wasm_exec', false],
  ['lib/wasm/go_js_wasm_exec.txt', false],
  ['misc/wasm/go_js_wasm_exec', false],
  ['pkg/include/textflag.h', false],
  ['src/bin/go', false],
])('%s is executable: %s', (name, expected) => {
  expect(isExecutable(name)).toBe(expected);
});

test.each([
  ['all of them', ['src/_go.mod', 'src/cmd/_go.mod', 'src/x_go.mod'], ['src', 'src/cmd']],
  ['none without that of src', ['src/cmd/_go.mod'], []],
  ['not over a go.mod', ['src/_go.mod', '_go.mod', 'go.mod'], ['src']],
])('copies of _go.mod: %s', (_, names, directories) => {
  expect(findCopies(names)).toEqual(
    directories.map((each) => ({ from: `${each}/_go.mod`, to: `${each}/go.mod` })),
  );
});
