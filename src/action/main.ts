import { resolve } from 'node:path';
import type { Environment } from '../effects.ts';
import { type Failure, failureOf } from '../failure.ts';
import { readAuthorities } from '../network/authorities.ts';
import { createRedactor } from '../redact.ts';
import { rankAnnotations } from './annotations.ts';
import { type BundleRequest, bundleModules } from './bundle.ts';
import { doctor } from './doctor.ts';
import { createEffects } from './effects.ts';
import { readEnvironment } from './environment.ts';
import { openGitAccess } from './git-access.ts';
import {
  findMisspelledInputs,
  parseArguments,
  type RawInputs,
  readRawInputs,
} from './input-sources.ts';
import { type ParsedInputs, parseInputs, type Settings } from './inputs.ts';
import { afterAbort, type Interruption, listenForSignals } from './interruption.ts';
import { findNodeProblem } from './node-version.ts';
import { outputsOf } from './outputs.ts';
import { concludeRecord, openRecord } from './record.ts';
import { writeReportFiles } from './report-files.ts';
import { createReporter } from './reporter.ts';
import type { RunResult } from './result.ts';
import { run } from './run.ts';
import { hideSecretsOfEnvironment, hideSecretsOfSettings } from './secrets.ts';
import { openSession, type Session } from './session.ts';
import { summarize } from './summary/summary.ts';
import { trusting } from './trust.ts';
import { type Scripts, type World, withVariables } from './world.ts';

/**
 * Within 8 s of the first signal everything is over (design §5). A run that does not end in its part of that time is
 * told as cancelled without its details; what is not told by the end of the other part never will be.
 */
const runGraceMs = 6_000;
const tellGraceMs = 7_500;

export interface Exit {
  /** 1 for a failed step. */
  readonly code: 0 | 1;
  /** Something of the run did not end when it was told to, and must not be waited for. */
  readonly isHeldUp: boolean;
}

/** From the command line and the environment to the end of the step. */
export async function main(
  argv: readonly string[],
  variables: Environment,
  scripts: Scripts,
): Promise<Exit> {
  const env = readEnvironment(variables, process.platform);
  const given = parseArguments(argv);
  if (given.kind === 'help') {
    process.stdout.write(given.text);
    return { code: 0, isHeldUp: false };
  }
  const redactor = createRedactor();
  const reporter = await createReporter(env, redactor, process);
  hideSecretsOfEnvironment(env, redactor, reporter);
  const effects = createEffects(reporter, env);
  // The clock keeps no process alive, and between two sockets there may be nothing else that does.
  const heartbeat = setInterval(() => {}, 60_000);
  const interruption = listenForSignals(process, effects.clock, effects.platform);
  const world: World = {
    effects,
    reporter,
    redactor,
    root: resolve(env['GITHUB_WORKSPACE'] || process.cwd()),
    ...scripts,
  };
  for (const warning of findMisspelledInputs(env)) reporter.info(`Warning: ${warning}`);

  const inputs =
    given.kind === 'problems'
      ? { problems: given.problems }
      : await readInputs({ ...readRawInputs(env), ...given.raw }, world.root);
  if ('settings' in inputs) hideSecretsOfSettings(inputs.settings, env, redactor, reporter);
  const nodeProblem = findNodeProblem(process.version);
  if (given.kind === 'doctor' && 'settings' in inputs && nodeProblem === undefined) {
    const isHealthy = await doctor(inputs.settings, world, interruption.signal);
    clearInterval(heartbeat);
    return { code: isHealthy ? 0 : 1, isHeldUp: false };
  }
  if (given.kind === 'bundle' && 'settings' in inputs && nodeProblem === undefined) {
    const result = await bundle(given, inputs.settings, world, interruption.signal);
    if (result) await tell(result, world);
    clearInterval(heartbeat);
    return { code: result ? 1 : 0, isHeldUp: false };
  }
  const { result, isHeldUp } = nodeProblem
    ? notHeldUp(refuse(world, nodeProblem))
    : 'problems' in inputs
      ? notHeldUp(refuse(world, { class: 'input', detail: inputs.problems.join('\n') }))
      : await runToTheEnd(inputs.settings, world, interruption);
  await Promise.race([tell(result, world), interruption.passed(tellGraceMs)]);
  clearInterval(heartbeat);
  return { code: result.failure ? 1 : 0, isHeldUp };
}

async function readInputs(raw: RawInputs, root: string): Promise<ParsedInputs> {
  const text = raw['ca-certificates'] ?? '';
  return parseInputs(raw, await readAuthorities(text, { directory: root, nowMs: Date.now() }));
}

interface Ending {
  readonly result: RunResult;
  readonly isHeldUp: boolean;
}

/** Runs, and ends early at a signal: `cancelled`, with outputs and summary written all the same. */
async function runToTheEnd(
  settings: Settings,
  world: World,
  interruption: Interruption,
): Promise<Ending> {
  const { signal } = interruption;
  const late = interruption
    .passed(runGraceMs)
    .then(() => ({ result: refuse(world, failureOf(signal.reason), settings), isHeldUp: true }));
  return Promise.race([runInSession(settings, world, signal), late]);
}

async function runInSession(
  settings: Settings,
  world: World,
  interrupted: AbortSignal,
): Promise<Ending> {
  try {
    const { clock } = world.effects;
    const session = await openSession(world.effects, settings.limits.deadlineMs, interrupted);
    const running = trusting(world, settings, session.directory)
      .then((trustingWorld) => run(settings, trustingWorld, session))
      .finally(() => session.end());
    const overdue = afterAbort(session.signal, runGraceMs, clock).then(() => ({
      result: refuse(world, failureOf(session.signal.reason), settings),
      isHeldUp: true,
    }));
    return await Promise.race([running.then(notHeldUp), overdue]);
  } catch (thrown) {
    return notHeldUp(refuse(world, failureOf(thrown), settings));
  }
}

/** @returns what failed, to be told as a run is; undefined where the bundle is complete. */
async function bundle(
  request: BundleRequest,
  settings: Settings,
  world: World,
  interrupted: AbortSignal,
): Promise<RunResult | undefined> {
  let ended = interrupted;
  try {
    const session = await openSession(world.effects, settings.limits.deadlineMs, interrupted);
    ended = session.signal;
    return await bundleInside(request, settings, world, session).finally(() => session.end());
  } catch (thrown) {
    return refuse(world, failureOf(ended.aborted ? ended.reason : thrown), settings);
  }
}

async function bundleInside(
  request: BundleRequest,
  settings: Settings,
  world: World,
  session: Session,
): Promise<RunResult | undefined> {
  const trustingWorld = await trusting(world, settings, session.directory);
  const { variables } = await openGitAccess(settings, trustingWorld, session);
  return bundleModules(request, settings, withVariables(trustingWorld, variables), session);
}

function notHeldUp(result: RunResult): Ending {
  return { result, isHeldUp: false };
}

/** The result of a run that never began, or whose end nobody can wait for. */
function refuse({ effects, root }: World, failure: Failure, settings?: Settings): RunResult {
  const record = openRecord(effects);
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
  const told = await writeReportFiles(result, redactor, effects.env);
  for (const annotation of rankAnnotations(told.findings, told.help, root))
    reporter.annotate(annotation);
  for (const [name, value] of Object.entries(outputsOf(told))) reporter.setOutput(name, value);
  // It works, whatever became of the modules.
  // Each goes in front of those before it.
  for (const directory of told.go?.paths.toReversed() ?? []) reporter.addPath(directory);
  for (const [name, value] of Object.entries(told.go?.variables ?? {}))
    reporter.exportVariable(name, value);
  if (!told.failure) {
    for (const [name, value] of Object.entries(told.exported)) reporter.exportVariable(name, value);
  }
  await reporter.writeSummary(summarize(told, root));
}
