import { expect, test } from '@jest/globals';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';
import { findToolchainLines } from '../../src/project/toolchain-line.ts';

const hash = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const text = [
  `example.com/lib v1.0.0 ${hash}`,
  `golang.org/toolchain v0.0.1-go1.27.1.linux-amd64 ${hash}`,
  `golang.org/toolchain v0.0.1-go1.27.1.linux-amd64/go.mod ${hash}`,
  `golang.org/toolchainx v1.0.0 ${hash}`,
].join('\n');
const sums = indexSums(parseGoSum(text, '/job/go.sum').lines);

test.each<[string, boolean]>([
  ['1.21.0', true],
  ['1.25.14', true],
  ['1.26rc1', true],
  ['1.26.8', true],
  ['1.26.9', false],
  ['1.26.10', false],
  ['1.26.9-custom', false],
  ['1.27rc1', true],
  ['1.27.0', true],
  ['1.27.1', true],
  ['1.27.2', false],
  ['1.28.0', false],
])('Go %s believes a toolchain line of go.sum: %s', (version, isMisled) => {
  expect(findToolchainLines(sums, version)).toHaveLength(isMisled ? 2 : 0);
});

test('the warning sits on the line and names version and way out', () => {
  expect(findToolchainLines(sums, '1.26.8')).toMatchObject([
    {
      class: 'module-file',
      module: 'golang.org/toolchain@v0.0.1-go1.27.1.linux-amd64',
      position: { file: '/job/go.sum', line: 2 },
    },
    { position: { file: '/job/go.sum', line: 3 } },
  ]);
  expect(findToolchainLines(sums, '1.26.8')[0]?.detail).toMatch(/Go 1\.26\.8 .*1\.26\.9/);
});

test('a go.sum without such a line is fine', () => {
  const plain = indexSums(parseGoSum(`example.com/lib v1.0.0 ${hash}\n`, 'go.sum').lines);
  expect(findToolchainLines(plain, '1.21.0')).toEqual([]);
});
