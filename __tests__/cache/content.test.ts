import { expect, test } from '@jest/globals';
import { listModuleFiles, listModules, toolchainFiles } from '../../src/cache/content.ts';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';

const hash = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

const sums = indexSums(
  parseGoSum(
    [
      `github.com/BurntSushi/toml v1.0.0-RC1 ${hash}`,
      `github.com/BurntSushi/toml v1.0.0-RC1/go.mod ${hash}`,
      `example.com/graph v0.1.0/go.mod ${hash}`,
      `golang.org/toolchain v0.0.1-go1.26.8.linux-amd64 ${hash}`,
      `golang.org/toolchain v0.0.1-go1.26.8.linux-amd64/go.mod ${hash}`,
    ].join('\n'),
    'go.sum',
  ).lines,
);

test('files are those go.sum vouches for, escaped, without toolchains', () => {
  expect(listModuleFiles(sums).map((file) => file.relativePath)).toEqual([
    'example.com/graph/@v/v0.1.0.info',
    'example.com/graph/@v/v0.1.0.mod',
    'github.com/!burnt!sushi/toml/@v/v1.0.0-!r!c1.info',
    'github.com/!burnt!sushi/toml/@v/v1.0.0-!r!c1.mod',
    'github.com/!burnt!sushi/toml/@v/v1.0.0-!r!c1.zip',
  ]);
  expect(listModules(sums)).toEqual([
    { path: 'github.com/BurntSushi/toml', version: 'v1.0.0-RC1' },
  ]);
});

test('what is kept of a toolchain is in no list of modules', () => {
  const module = { path: 'golang.org/toolchain', version: 'v0.0.1-go1.26.8.linux-amd64' };
  expect(toolchainFiles(module)).toEqual({
    zip: 'golang.org/toolchain/@v/v0.0.1-go1.26.8.linux-amd64.zip',
    evidence: 'golang.org/toolchain/@v/v0.0.1-go1.26.8.linux-amd64.sumdb',
  });
  const kept = new Set(Object.values(toolchainFiles(module)));
  expect(listModuleFiles(sums).filter(({ relativePath }) => kept.has(relativePath))).toEqual([]);
});
