import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/action/finding.ts';
import { proveOnline } from '../../src/action/prove-toolchain.ts';
import { chooseAuthority } from '../../src/toolchain/authority.ts';
import { createChecksumDatabase, makeRecord } from '../support/checksum-database.ts';
import {
  failureOf,
  lab,
  module,
  name,
  own,
  prepare,
  proven,
  real,
  records,
  signer,
} from '../toolchain/database-lab.ts';

let directory: string;
let findings: Finding[];
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'prove-'));
  findings = [];
  await prepare();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const ofGo = () => path.join(directory, 'gopath', 'pkg', 'sumdb', name, 'latest');
const ours = () => path.join(directory, 'cache', 'sumdb', name, 'latest');

async function keep(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function prove() {
  const tools = {
    authority: chooseAuthority(signer.verifierKey, undefined),
    cacheDirectory: path.join(directory, 'cache'),
    session: { signal: lab.signal },
    record: { findings },
    way: { shippedMirrors: [], go: { gopath: path.join(directory, 'gopath') } },
  };
  const { proof } = await proveOnline(tools, { tools: lab.tools }, module);
  if (proof === undefined) throw new Error('no proof');
  return proof;
}

const strange = createChecksumDatabase({ name, records });
const noTrees: readonly (readonly [string, string, RegExp])[] = [
  ['garbage', 'x\0y\n', /malformed/],
  ['a note without a signature', 'go.sum database tree\n1\nAAAA\n', /malformed/],
  ['a tree that another key has signed', strange.head(), /not signed by/],
  ['a tree that was changed', real.head().replace('\n300\n', '\n299\n'), /forged/],
  ['a signed note that is no tree', signer.sign('hello\n'), /tree head is malformed/],
];

describe('what this machine has kept and is no tree of the database', () => {
  test.each(noTrees)('is removed and told where it is ours: %s', async (_, text, flaw) => {
    await keep(ours(), text);
    await keep(ofGo(), real.head(100));
    expect(await prove()).toMatchObject(proven);
    expect(findings).toEqual([
      {
        level: 'warning',
        failure: { class: 'cache-corrupt', detail: expect.stringMatching(flaw) },
        tried: 'going on without it',
      },
    ]);
    expect(findings[0]?.failure.detail).toContain(ours());
    expect(await readFile(ours(), 'utf8')).toBe(real.head());
    findings = [];
    await prove();
    expect(findings).toEqual([]);
  });

  test.each(noTrees)('ends the run where `go` has it: %s', async (_, text, flaw) => {
    await keep(ofGo(), text);
    const failure = await failureOf(prove());
    expect(failure).toEqual({ class: 'cache-corrupt', detail: expect.stringMatching(flaw) });
    // The remedy speaks of these words, and of the file.
    expect(failure).toMatchObject({ detail: expect.stringContaining('checksum database') });
    expect(failure).toMatchObject({ detail: expect.stringContaining(ofGo()) });
    expect(await readFile(ofGo(), 'utf8')).toBe(text);
    expect(own.requests).toEqual([]);
  });

  test('is gone although no proof comes afterwards', async () => {
    await keep(ours(), 'garbage');
    lab.abort(new Error('enough'));
    await expect(prove()).rejects.toThrow('enough');
    await expect(readFile(ours())).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

test.each([
  ['we have it', ours],
  ['`go` has it', ofGo],
])(
  'a signed tree of another log contradicts the database, and stays, where %s',
  async (_, file) => {
    const forked = createChecksumDatabase({ signer, records: records.with(0, makeRecord(999)) });
    await keep(file(), forked.head());
    expect(await failureOf(prove())).toMatchObject({
      class: 'sumdb-mismatch',
      detail: expect.stringMatching(/two trees/),
    });
    expect(await readFile(file(), 'utf8')).toBe(forked.head());
  },
);
