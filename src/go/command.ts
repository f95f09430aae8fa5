/** Asks the `go` command what it would do, without letting it do anything. */
import path from 'node:path';
import type { Clock, Environment } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { runSupervised } from '../process/supervised.ts';
import { classifyGoOutput } from './classify.ts';
import { findGoflagsProblems } from './goflags.ts';
import { fieldOf, parseJsonStream, stringOf } from './json-stream.ts';
import { plainLanguage } from './plain-language.ts';
import { type GoSettings, readEnvFile } from './settings.ts';

export interface GoEnvironment extends GoSettings {
  /** Absolute path of the command. */
  readonly go: string;
  /** Without the word "go": `1.26.8`, `1.27rc1`. */
  readonly version: string;
  readonly goroot: string;
}

/**
 * With these `go` reaches no network: GOPROXY=off alone still runs git for modules that GOPRIVATE names. A `go` line that
 * asks for a newer toolchain is met from the module cache, or not at all.
 */
export const offlineVariables: Readonly<Record<string, string>> = {
  GOPROXY: 'off',
  GONOPROXY: 'none',
  GOVCS: '*:off',
};

const environmentLimitMs = 30_000;
const killGraceMs = 2000;

const names = [
  'GOVERSION',
  'GOROOT',
  'GOENV',
  'GOPROXY',
  'GOPRIVATE',
  'GONOPROXY',
  'GONOSUMDB',
  'GOSUMDB',
  'GOVCS',
  'GOINSECURE',
  'GOFLAGS',
  'GOMODCACHE',
  'GOPATH',
  'GOAUTH',
  'GOWORK',
] as const;

/**
 * What `go env` says in this environment. Runs with GOTOOLCHAIN=local at the root of the file system: inside a
 * project whose `go` line is newer even `go env` starts a download without any time limit.
 *
 * @param go - absolute path, see `findProgram`; `undefined` fails with `go-missing`.
 * @throws FailureError `go-missing`, also for an answer that cannot be read; `input` for settings that `go` refuses, all GOFLAGS problems at once; `stall`
 *   after 30 s; the signal's reason when aborted.
 */
export async function readGoEnvironment(
  go: string | undefined,
  env: Environment,
  signal: AbortSignal,
  clock: Clock,
): Promise<GoEnvironment> {
  if (go === undefined) {
    throw new FailureError({ class: 'go-missing', detail: 'there is no go command on PATH' });
  }
  const values = await askGo(go, names, env, signal, clock);
  const value = (name: (typeof names)[number]) => stringOf(values, name) ?? '';
  const version = /^(?:devel )?go(\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)/.exec(value('GOVERSION'))?.[1];
  if (version === undefined) {
    const said = JSON.stringify(value('GOVERSION'));
    const detail = `go env gave ${said} for GOVERSION`;
    throw new FailureError({ class: 'go-missing', isBroken: true, detail });
  }
  const problems = findGoflagsProblems(value('GOFLAGS'));
  if (problems.length > 0) throw new FailureError({ class: 'input', detail: problems.join('; ') });

  const shipped = await readEnvFile(path.join(value('GOROOT'), 'go.env'));
  const written = await readEnvFile(value('GOENV'));
  const shippedGoproxy =
    shipped.get('GOPROXY') ?? (await askBuiltInGoproxy(go, env, signal, clock));
  return {
    go,
    version,
    goroot: value('GOROOT'),
    goproxy: value('GOPROXY'),
    shippedGoproxy,
    isGoproxySet:
      Boolean(env['GOPROXY']) ||
      Boolean(written.get('GOPROXY')) ||
      value('GOPROXY') !== shippedGoproxy,
    goprivate: value('GOPRIVATE'),
    gonoproxy: value('GONOPROXY'),
    gonosumdb: value('GONOSUMDB'),
    gosumdb: value('GOSUMDB'),
    govcs: value('GOVCS'),
    goinsecure: value('GOINSECURE'),
    goflags: value('GOFLAGS'),
    gomodcache: value('GOMODCACHE'),
    gopath: value('GOPATH'),
    gotoolchain:
      env['GOTOOLCHAIN'] || written.get('GOTOOLCHAIN') || shipped.get('GOTOOLCHAIN') || 'auto',
    goauth: value('GOAUTH'),
    gowork: value('GOWORK'),
  };
}

/** Go before 1.21 has no go.env; its own default shows when nothing else is set. */
async function askBuiltInGoproxy(go: string, env: Environment, signal: AbortSignal, clock: Clock) {
  const bare = { ...env, GOENV: 'off', GOPROXY: undefined };
  return stringOf(await askGo(go, ['GOPROXY'], bare, signal, clock), 'GOPROXY') ?? '';
}

async function askGo(
  go: string,
  variables: readonly string[],
  env: Environment,
  signal: AbortSignal,
  clock: Clock,
): Promise<unknown> {
  const limit = new AbortController();
  const cancelLimit = clock.after(environmentLimitMs, () => limit.abort());
  const { root } = path.parse(go);
  try {
    const result = await runSupervised({
      command: go,
      args: ['env', '-json', ...variables],
      cwd: root,
      env: { ...env, ...plainLanguage, GOTOOLCHAIN: 'local', PWD: root },
      signal: AbortSignal.any([signal, limit.signal]),
      clock,
      killGraceMs,
    });
    signal.throwIfAborted();
    if (limit.signal.aborted) {
      const detail = `go env gave no answer in ${environmentLimitMs / 1000} s`;
      throw new FailureError({ class: 'stall', phase: 'go', limitMs: environmentLimitMs, detail });
    }
    const { exitCode, signalName, stderrTail: stderr } = result;
    const failure = classifyGoOutput({
      task: 'settings',
      stderr,
      jsonErrors: [],
      exitCode,
      signalName,
    });
    if (failure !== undefined) throw new FailureError(failure);
    const answer = parseJsonStream(result.stdout.toString())[0];
    if (fieldOf(answer, variables[0] ?? '') !== undefined) return answer;
    const detail = 'go env -json printed no JSON';
    throw new FailureError({ class: 'go-missing', isBroken: true, detail });
  } finally {
    cancelLimit();
  }
}
