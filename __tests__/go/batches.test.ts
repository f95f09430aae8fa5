import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DownloadJob, runGoDownload } from '../../src/go/download.ts';
import { realClock } from './support/real-clock.ts';

/** More than one command line takes. */
const modules = Array.from({ length: 1200 }, (_, index) => ({
  Path: `example.com/a-module-with-a-long-name/${index}`,
  Version: 'v1.0.0',
  Sum: 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
}));
const graph = modules.map(({ Path }) => `example.com/m ${Path}@v1.0.0\n`).join('');

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gmr-batches-'));
  await writeFile(
    path.join(directory, 'list'),
    modules.map((one) => JSON.stringify(one)).join('\n'),
  );
  await writeFile(path.join(directory, 'graph'), graph);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A `go` that knows the module graph and lacks the zip of every module, or stops with a word of its own. */
async function writeGo(download: string): Promise<string> {
  const file = path.join(directory, 'go');
  await writeFile(
    file,
    `#!/bin/sh
case "$1 $2" in
'list -x') cat '${directory}/list' ;;
'mod graph') cat '${directory}/graph' ;;
'mod download') ${download} ;;
esac
`,
    { mode: 0o755 },
  );
  return file;
}

const lacksAll = `for module; do case $module in *@*)
  printf '{"Path":"%s","Version":"v1.0.0","Error":"module lookup disabled by GOPROXY=off"}' "\${module%@*}" ;; esac; done; exit 1`;

const jobs = (): readonly DownloadJob[] => [
  { kind: 'workspace', directory, gowork: 'off', required: new Set(), patterns: [] },
  { kind: 'packages', directory, modfile: 'go.mod', choose: (selected) => selected },
];

const run = (job: DownloadJob, go: string) =>
  runGoDownload(job, {
    go,
    env: { PATH: process.env['PATH'] },
    goflags: '',
    signal: new AbortController().signal,
    clock: realClock,
  });

const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('every module of every batch that is missing is named', async () => {
  const go = await writeGo(lacksAll);
  for (const job of jobs()) {
    const { errors, exitCode } = await run(job, go);
    const named = new Set(errors.map(({ module }) => module));
    expect({ kind: job.kind, exitCode, named: named.size }).toEqual({
      kind: job.kind,
      exitCode: 1,
      named: modules.length,
    });
  }
});

onPosix('a command that ends for another reason is the last', async () => {
  const go = await writeGo(
    `echo downloading >> '${directory}/started'; echo 'go: broken' >&2; exit 1`,
  );
  for (const job of jobs()) {
    expect(await run(job, go)).toMatchObject({
      exitCode: 1,
      errors: [],
      stderrTail: 'go: broken\n',
    });
    expect(await readFile(path.join(directory, 'started'), 'utf8')).toBe('downloading\n');
    await rm(path.join(directory, 'started'));
  }
});
