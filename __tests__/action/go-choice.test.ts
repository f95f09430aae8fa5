import { expect, test } from '@jest/globals';
import { describeGoChoice, type GoChoice } from '../../src/action/go-choice.ts';

const hash = 'h1:wVC9wx2XOcP5gHiN8ZzfyTfjlrDLSS7Hu1wjI01n68U=';
const proof = {
  database: 'sum.golang.org',
  record: 41_959_331,
  treeSize: 66_332_798,
  treeHash: '',
};

test.each<[string, Partial<GoChoice>, string]>([
  ['there before', { source: 'path' }, '1.25.0, on PATH'],
  ['installed before', { source: 'tool-cache' }, '1.25.0, in the tool cache'],
  [
    'proven',
    { source: 'mirror', mirror: 'mirror.test', hash, proof },
    `1.25.0, from mirror.test, ${hash}, record 41959331 of 66332798 in sum.golang.org`,
  ],
  [
    'pinned',
    { source: 'cache', hash },
    `1.25.0, from this action's cache, ${hash}, pinned by \`toolchain-sum\``,
  ],
])('a Go that was %s is told with what vouches for it', (_name, facts, text) => {
  const choice: GoChoice = {
    version: '1.25.0',
    askedBy: 'go-version',
    source: 'path',
    root: '/go',
    paths: [],
    variables: {},
    ...facts,
  };
  expect(describeGoChoice(choice)).toBe(text);
});
