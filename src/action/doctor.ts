import { longestDiagnosisMs } from '../diagnose/diagnose.ts';
import { diagnosisLines } from '../diagnose/render.ts';
import { failureOf } from '../failure.ts';
import { readSettingsWithoutGo } from '../go/settings.ts';
import { findProgram } from '../process/program.ts';
import { diagnoseJob } from './diagnosis.ts';
import { helpFor, whatToDo } from './help.ts';
import type { Settings } from './inputs.ts';
import { describeJob, readJob } from './job.ts';
import { openSession, type Session } from './session.ts';
import { trusting } from './trust.ts';
import { type UpstreamsJob, wayOf } from './upstreams.ts';
import type { World } from './world.ts';

/**
 * Looks into the mirrors from the machine one sits at, and downloads nothing. Never throws.
 * @returns whether every mirror is usable; without a mirror, whether `direct` is.
 */
export async function doctor(
  settings: Settings,
  world: World,
  signal: AbortSignal,
): Promise<boolean> {
  const { log } = world.effects;
  let session: Session | undefined;
  try {
    session = await openSession(world.effects, settings.limits.deadlineMs, signal);
    const trustingWorld = await trusting(world, settings, session.directory);
    const way = await readWay(settings, trustingWorld, signal);
    const remainingMs = () => longestDiagnosisMs;
    const diagnosis = await diagnoseJob(settings, way, trustingWorld, { signal, remainingMs });
    for (const line of diagnosisLines(diagnosis)) log.info(line);
    const { mirrors, direct } = diagnosis;
    return mirrors.length > 0
      ? mirrors.every(({ isUsable }) => isUsable)
      : (direct?.isUsable ?? false);
  } catch (thrown) {
    const failure = failureOf(thrown);
    log.info(`${failure.class}: ${failure.detail}`);
    log.info(`What to do: ${whatToDo(failure, helpFor(world.effects.env))}`);
    return false;
  } finally {
    await session?.end();
  }
}

/** Where a `go` is missing, the mirrors are those that it will come from. */
async function readWay(
  settings: Settings,
  { effects, root }: World,
  signal: AbortSignal,
): Promise<UpstreamsJob> {
  const { env, platform, log } = effects;
  if ((await findProgram('go', env, platform)) === undefined) {
    log.info('There is no go command on PATH: the mirrors of the environment are looked into');
    return wayOf(settings, await readSettingsWithoutGo(env, platform), '');
  }
  const job = await readJob(settings, effects, root, signal);
  for (const line of describeJob(job)) log.info(line);
  return job;
}
