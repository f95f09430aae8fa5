import { rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from '../effects.ts';
import { type Failure, failureOf } from '../failure.ts';
import { createRedactor } from '../redact.ts';
import { rankAnnotations } from './annotations.ts';
import { createEffects } from './effects.ts';
import { findMisspelledInputs, parseArguments, readRawInputs } from './input-sources.ts';
import { parseInputs, type Settings } from './inputs.ts';
import { type Interruption, listenForSignals } from './interruption.ts';
import { findNodeProblem } from './node-version.ts';
import { outputsOf } from './outputs.ts';
import { concludeRecord, openRecord } from './record.ts';
import { renderReport } from './report.ts';
import { createReporter } from './reporter.ts';
import type { RunResult } from './result.ts';
import { run } from './run.ts';
import { hideSecretsOfEnvironment } from './secrets.ts';
import { openSession } from './session.ts';
import { summarize } from './summary.ts';
import type { World } from './world.ts';

/**
 * Within 8 s of the first signal everything is over (design §5). A run that does not end in its part of that time is
 * told as cancelled without its details; what is not told by the end of the other part never will be.
 */
const runGraceMs = 6_000;
const tellGraceMs = 7_500;

/** From the command line and the environment to an exit code: 0, or 1 for a failed step. */
export async function main(argv: readonly string[], env: Environment): Promise<number> {
  const given = parseArguments(argv);
  if (given.kind === 'help') {
    process.stdout.write(given.text);
    return 0;
  }
  const redactor = createRedactor();
  const reporter = await createReporter(env, redactor, process);
  hideSecretsOfEnvironment(env, redactor, reporter);
  const effects = createEffects(reporter);
  // The clock keeps no process alive, and between two sockets there may be nothing else that does.
  const heartbeat = setInterval(() => {}, 60_000);
  const interruption = listenForSignals(process, effects.clock);
  const world: World = {
    effects,
    reporter,
    redactor,
    root: resolve(env['GITHUB_WORKSPACE'] || process.cwd()),
  };
  for (const warning of findMisspelledInputs(env)) reporter.info(`Warning: ${warning}`);

  const inputs =
    given.kind === 'problems'
      ? { problems: given.problems }
      : parseInputs({ ...readRawInputs(env), ...given.raw });
  const nodeProblem = findNodeProblem(process.version);
  const result = nodeProblem
    ? refuse(world, nodeProblem)
    : 'problems' in inputs
      ? refuse(world, { class: 'input', detail: inputs.problems.join('\n') })
      : await runToTheEnd(inputs.settings, world, interruption);
  await Promise.race([tell(result, world), interruption.passed(tellGraceMs)]);
  clearInterval(heartbeat);
  return result.failure ? 1 : 0;
}

/** Runs, and ends early at a signal: `cancelled`, with outputs and summary written all the same. */
async function runToTheEnd(
  settings: Settings,
  world: World,
  interruption: Interruption,
): Promise<RunResult> {
  const late = interruption
    .passed(runGraceMs)
    .then(() => refuse(world, failureOf(interruption.signal.reason), settings));
  return Promise.race([runInSession(settings, world, interruption.signal), late]);
}

async function runInSession(
  settings: Settings,
  world: World,
  interrupted: AbortSignal,
): Promise<RunResult> {
  try {
    const { deadlineMs } = settings.limits;
    const session = await openSession(world.effects, deadlineMs, interrupted);
    try {
      return await run(settings, world, session);
    } finally {
      await session.end();
    }
  } catch (thrown) {
    return refuse(world, failureOf(thrown), settings);
  }
}

/** The result of a run that never began, or whose end nobody can wait for. */
function refuse({ effects, root }: World, failure: Failure, settings?: Settings): RunResult {
  const record = openRecord();
  record.failures = [failure];
  return concludeRecord(record, {
    settings,
    effects,
    root,
    startedAt: Date.now(),
    startedAtMs: effects.clock.now(),
  });
}

/** Everything that people and later steps learn of a run. */
async function tell(
  result: RunResult,
  { effects, reporter, redactor, root }: World,
): Promise<void> {
  const reportPath = await writeReport(renderReport(result, redactor), effects.env);
  const told: RunResult = reportPath === undefined ? result : { ...result, reportPath };
  for (const annotation of rankAnnotations(told.findings, root)) reporter.annotate(annotation);
  for (const [name, value] of Object.entries(outputsOf(told))) reporter.setOutput(name, value);
  if (!told.failure) {
    for (const [name, value] of Object.entries(told.exported)) reporter.exportVariable(name, value);
  }
  await reporter.writeSummary(summarize(told));
}

/**
 * GO_MOD_RESILIENT_REPORT names the file for use outside a job; in a job it lies in the runner's temporary directory,
 * which later steps can read.
 */
async function writeReport(text: string, env: Environment): Promise<string | undefined> {
  const directory = env['RUNNER_TEMP'];
  const path =
    env['GO_MOD_RESILIENT_REPORT'] ||
    (directory ? join(directory, `go-mod-resilient-report-${process.pid}.json`) : undefined);
  if (path === undefined) return undefined;
  try {
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
    return path;
  } catch {
    // A report that cannot be written must not hide what it would have said: annotations and summary still come.
    return undefined;
  }
}
