import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { toolchainPath } from '../../src/module/path.ts';
import { hashUnpacked } from '../../src/toolchain/unpacked-hash.ts';
import { hashOf, packToolchain } from './tiny-toolchain.ts';

const version = '1.25.3';
const files: Readonly<Record<string, string>> = {
  'bin/go': '#!/bin/sh\n',
  'src/_go.mod': 'module std\n',
  'src/cmd/_go.mod': 'module cmd\n',
  'src/main.go': 'package main\n',
};
const module = { path: toolchainPath, version: `v0.0.1-go${version}.linux-amd64` };
/** What `go` makes of it. */
const copies = { 'src/go.mod': 'module std\n', 'src/cmd/go.mod': 'module cmd\n' };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gmr-test-unpacked-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function hashed(tree: Readonly<Record<string, string>>) {
  for (const [name, content] of Object.entries(tree)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  return hashUnpacked(root, module);
}

describe('what go unpacked has the hash of its zip', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['before go has made its copies', files],
    ['with them', { ...files, ...copies }],
    ['with some of them', { ...files, 'src/go.mod': 'module std\n' }],
  ])('%s', async (_, tree) => {
    const hash = await hashOf(packToolchain(version, files), version);
    expect(await hashed(tree)).toEqual({ hash });
  });
});

describe('another one', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['a changed file', { ...files, 'bin/go': '#!/bin/sh\necho evil\n' }],
    ['a file more', { ...files, 'bin/more': '' }],
    ['a go.mod that is no copy of anything', { ...files, 'src/net/go.mod': 'module std\n' }],
    ['a go.mod whose name only ends like one', { ...files, 'src/x_go.mod': '', 'src/xgo.mod': '' }],
  ])('%s', async (_, tree) => {
    const hash = await hashOf(packToolchain(version, files), version);
    expect(await hashed(tree)).not.toEqual({ hash });
  });

  test('a copy with other content is none', async () => {
    expect(await hashed({ ...files, 'src/go.mod': 'module evil\n' })).toEqual({
      problem: expect.stringContaining('src/go.mod'),
    });
  });
});
