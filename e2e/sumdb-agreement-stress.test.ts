/**
 * Our client of the checksum database beside that of the real `go`, over the records of a real project and the real
 * network: what `go` verified, line by line, is what ours proves. Only `npm run stress` plays it, where Go's default proxy
 * can be reached.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isolateGo } from '../__tests__/support/go-environment.ts';
import { FailureError } from '../src/failure.ts';
import { parseGoSum, type SumLine } from '../src/module/gosum.ts';
import {
  formatModule,
  type ModuleVersion,
  unescapePath,
  unescapeVersion,
} from '../src/module/path.ts';
import { createSumdbClient, type SumdbClient } from '../src/sumdb/client.ts';
import { formatEvidence, parseEvidence } from '../src/sumdb/evidence.ts';
import { parseGosumdb } from '../src/sumdb/gosumdb.ts';
import type { RecordProof } from '../src/sumdb/proof.ts';
import { proveAgain } from '../src/sumdb/prove-again.ts';
import { lookupOperation, parseLookup } from '../src/sumdb/record.ts';
import { findDefaultProxy, wayOut } from './default-proxy.ts';
import { repository } from './tools.ts';

const run = promisify(execFile);
const project = join(repository, '__tests__/fixtures/projects/golangci-lint');
const atOnce = 8;
const patience = { timeout: 600_000, maxBuffer: 64 * 1024 * 1024 };

const { url: proxy, obstacle } = await findDefaultProxy();
const played = obstacle === undefined ? describe : describe.skip;

const setting = parseGosumdb('sum.golang.org');
if (setting.kind !== 'database') throw new Error('Go’s database has no key');
const { key } = setting;

const read = async (operation: string, signal: AbortSignal): Promise<Buffer> => {
  const response = await fetch(`${proxy}/sumdb/sum.golang.org/${operation}`, { signal });
  const body = Buffer.from(await response.arrayBuffer());
  if (response.status === 200) return body;
  throw new FailureError({ class: 'http-not-found', detail: `${operation}: ${response.status}` });
};

played(`the records of a real project (${obstacle ?? 'real network'})`, () => {
  let directory: string;
  /** What `go` wrote: lines of go.sum, JSON of each module, answers of the database, and the newest tree it knows. */
  let lines: readonly SumLine[];
  let downloads: readonly { Path: string; Version: string; Sum: string; GoModSum: string }[];
  let answers: ReadonlyMap<string, Buffer>;
  let latest: string;
  let client: SumdbClient;
  const proofs = new Map<string, RecordProof>();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gmr-sumdb-agreement-'));
    const room = join(directory, 'project');
    await mkdir(room);
    await copyFile(join(project, 'go.mod'), join(room, 'go.mod'));
    const env = isolateGo(directory, proxy, {
      ...wayOut,
      GOSUMDB: 'sum.golang.org',
      GOFLAGS: '-mod=mod -modcacherw',
    });
    const { stdout } = await run('go', ['mod', 'download', '-json'], {
      cwd: room,
      env,
      ...patience,
    });
    downloads = JSON.parse(`[${stdout.replaceAll(/^}\n(?=\{)/gm, '},')}]`);
    lines = parseGoSum(await readFile(join(room, 'go.sum'), 'utf8'), 'go.sum').lines;
    answers = await readAnswers(
      join(directory, 'modcache/cache/download/sumdb/sum.golang.org/lookup'),
    );
    latest = await readFile(join(directory, 'gopath/pkg/sumdb/sum.golang.org/latest'), 'utf8');

    client = createSumdbClient({ key, read, seen: [latest] });
    const waiting = [...answers.keys()];
    const signal = AbortSignal.timeout(patience.timeout);
    const work = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        proofs.set(next, await client.lookup(moduleOf(next), signal));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }, 1_200_000);

  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('are at least 200', () => {
    expect(downloads.length).toBeGreaterThanOrEqual(200);
    expect(answers.size).toBeGreaterThanOrEqual(downloads.length);
  });

  test('have the same number and the same lines', () => {
    for (const [operation, answer] of answers) {
      const ours = parseLookup(proofs.get(operation)?.evidence.get(operation) ?? Buffer.alloc(0));
      const theirs = parseLookup(answer);
      expect([operation, ours.record, ours.text.toString()]).toEqual([
        operation,
        theirs.record,
        theirs.text.toString(),
      ]);
    }
  });

  test('have the hashes that go found in the files', () => {
    for (const { Path: path, Version: version, Sum, GoModSum } of downloads) {
      const proof = proofs.get(lookupOperation({ path, version }));
      expect([path, proof?.zipHash, proof?.modHash]).toEqual([path, Sum, GoModSum]);
    }
    for (const { module, kind, hash } of lines) {
      const proof = proofs.get(lookupOperation(module));
      const proven = kind === 'zip' ? proof?.zipHash : proof?.modHash;
      expect([formatModule(module), kind, proven]).toEqual([formatModule(module), kind, hash]);
    }
    expect(lines.length).toBeGreaterThanOrEqual(200);
  });

  test('are in a tree that go’s newest one is a state of', () => {
    const sizeOf = (note = '') => Number(note.split('\n')[1]);
    expect(sizeOf(client.latest)).toBeGreaterThanOrEqual(sizeOf(latest));
    for (const { treeSize } of proofs.values()) {
      expect(treeSize).toBeGreaterThanOrEqual(sizeOf(latest));
    }
  });

  test('are proven again without a network', async () => {
    for (const [operation, proof] of proofs) {
      const file = formatEvidence(proof);
      const evidence = parseEvidence(file);
      if ('problem' in evidence) throw new Error(String(evidence.problem));
      const again = await proveAgain(evidence, moduleOf(operation), key);
      expect({ ...again, evidence: undefined }).toEqual({ ...proof, evidence: undefined });
      expect(formatEvidence(again).equals(file)).toBe(true);
    }
  });
});

/** The files below `lookup/`, by operation. */
async function readAnswers(root: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }): Promise<[string, Buffer]> => {
        const path = join(parentPath, name);
        const operation = `lookup/${path.slice(root.length + 1).replaceAll(sep, '/')}`;
        return [operation, await readFile(path)];
      }),
    ),
  );
}

function moduleOf(operation: string): ModuleVersion {
  const [path = '', version = ''] = operation.slice('lookup/'.length).split('@');
  return { path: unescapePath(path) ?? '', version: unescapeVersion(version) ?? '' };
}
