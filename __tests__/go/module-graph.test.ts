import { expect, test } from '@jest/globals';
import { selectVersions } from '../../src/go/module-graph.ts';

test.each([
  ['nothing', '', []],
  ['a module without requirements', 'example.com/m go@1.16\n', []],
  [
    'the highest of several versions, as versions and not as text',
    'example.com/m example.com/a@v1.9.0\nexample.com/a@v1.9.0 example.com/a@v1.10.0\n',
    ['example.com/a@v1.10.0'],
  ],
  [
    'go and toolchain are no modules',
    'example.com/m example.com/a@v1.0.0\nexample.com/a@v1.0.0 go@1.21.0\nexample.com/a@v1.0.0 toolchain@go1.22.1\n',
    ['example.com/a@v1.0.0'],
  ],
  [
    'a release before its pre-release, a path that only a replacement makes good, sorted',
    'example.com/m example@v0.0.0\r\nexample.com/m example.com/a@v1.0.0-rc.1\r\nexample@v0.0.0 example.com/a@v1.0.0\r\n',
    ['example@v0.0.0', 'example.com/a@v1.0.0'],
  ],
])('%s', (_, text, expected) => {
  expect(selectVersions(text).map(({ path, version }) => `${path}@${version}`)).toEqual(expected);
});
