/** What must hold after a run, whatever the module was tampered with. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect } from '@jest/globals';
import { offlineVariables } from '../../src/go/command.ts';
import type { Outcome, Room } from '../harness.ts';
import { ordinaryBuildCache } from '../ordinary-user.ts';
import { canary, stem, victim } from './modules.ts';
import type { End, Row } from './row.ts';

const buildCache = await ordinaryBuildCache();

/** `go` without anybody to ask, as a job without this action would run it. */
export async function build(room: Room): Promise<string> {
  const program = join(room.project, 'program');
  const env = {
    ...offlineVariables,
    GOCACHE: buildCache,
    CGO_ENABLED: '0',
    GOFLAGS: undefined,
  };
  const built = await room.go(['build', '-o', program, '.'], env);
  const ran = built.exitCode === 0 ? await room.execute([program]) : built;
  return `${built.output}${ran.output}exit code ${ran.exitCode}`;
}

/** The same with `go vet` and `go test`, which load and run the module, too. */
export async function vetAndTest(room: Room): Promise<string> {
  const env = { ...offlineVariables, GOCACHE: buildCache, CGO_ENABLED: '0' };
  const vetted = await room.go(['vet', './...'], env);
  const tested = await room.go(['test', '-vet=off', '-v', './...'], env);
  return `${vetted.output}${tested.output}exit codes ${vetted.exitCode}, ${tested.exitCode}`;
}

export async function expectNothingForged(
  directory: string,
  mayStay: readonly string[] = [],
): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const found: string[] = [];
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const name = relative(directory, file);
    if (mayStay.some((one) => name.endsWith(one))) continue;
    // A link is read through: what it leads to is what `go` would read.
    const text = entry.isDirectory() || entry.isFIFO() ? '' : await readText(file);
    if (`${name} ${text}`.includes(canary)) found.push(name);
  }
  expect(found).toEqual([]);
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'latin1').catch((error: NodeJS.ErrnoException) => error.code ?? '');
}

/** The victim lies in the module cache as the mirror serves it. */
export async function expectGenuine(room: Room): Promise<void> {
  for (const kind of ['zip', 'mod', 'info'] as const) {
    const bytes = await readFile(join(room.moduleCache, 'cache', 'download', `${stem}.${kind}`));
    expect({ kind, isGenuine: bytes.equals(victim[kind]) }).toEqual({ kind, isGenuine: true });
  }
}

export async function expectSuccess(
  room: Room,
  outcome: Outcome,
  end: End,
  mayStay: readonly string[] = [],
): Promise<void> {
  const told = outcome.annotations.map(({ level, failureClass }) => `${level} ${failureClass}`);
  const { exitCode } = outcome;
  const tail = outcome.stdout.slice(-2_000);
  expect({ exitCode, told, tail }).toEqual({ exitCode: 0, told: warningsOf(end, told), tail });
  expect(await build(room)).toBe('exit code 0');
  await expectNothingForged(room.moduleCache, mayStay);
  await expectNothingForged(room.toolCache, mayStay);
  await expectGenuine(room);
}

function warningsOf(end: End, told: readonly string[]): readonly string[] {
  const corrupt = 'warning cache-corrupt';
  switch (end) {
    case 'mended':
      return [corrupt];
    case 'unharmed':
      return [];
    case 'refused':
      return ['warning cache-service'];
    case 'either':
      return told.length === 0 ? [] : [corrupt];
  }
}

/** With nobody to ask: success only with what was sound before. */
export async function expectNoForgedSuccess(
  room: Room,
  outcome: Outcome,
  end: End,
  { mayStay = [], healsAlone }: Pick<Row, 'mayStay' | 'healsAlone'>,
): Promise<void> {
  const failureClass = outcome.outputs['failure-class'] ?? 'none told';
  const told = { failureClass, output: outcome.stdout.slice(-2_000) };
  const mayFail = '(offline-miss|checksum-mismatch|cache-corrupt)';
  const isSuccess = end === 'unharmed' || healsAlone === true;
  const pattern = isSuccess ? '^$' : end === 'either' ? `^${mayFail}?$` : `^${mayFail}$`;
  expect(told).toEqual({ ...told, failureClass: expect.stringMatching(new RegExp(pattern)) });
  expect(outcome.exitCode).toBe(failureClass === '' ? 0 : 1);
  if (failureClass === '') expect(await build(room)).toBe('exit code 0');
  await expectNothingForged(room.moduleCache, mayStay);
}
