import { checksOfAll, findCandidates, inspect } from '../cache/integrity.ts';
import { removeZiphashes } from '../cache/removal.ts';
import { discard, placeOfJob } from './damage.ts';
import type { DownloadContext } from './download-context.ts';
import { inPhase } from './phase.ts';
import { formatBytes } from './progress.ts';
import { countOf } from './wording.ts';

/**
 * Checks what the module cache holds of the job's modules from before this run, and takes out what is not as go.sum says:
 * a persistent runner's, an image's, another step's. Has to come before the first `go` that reads it, which would build
 * from a changed tree, believe a .ziphash without hashing the zip, and wait for ever at a pipe.
 *
 * @throws FailureError `permission` for what is damaged and cannot be deleted, or the signal's reason.
 */
export async function checkPriorState({
  job,
  world,
  session: { signal },
  record,
}: Pick<DownloadContext, 'job' | 'world' | 'session' | 'record'>): Promise<void> {
  const { effects, hashWorker: workerScript } = world;
  const place = placeOfJob(job);
  const candidates = await findCandidates(place, checksOfAll(job.sums), signal);
  if (candidates.length === 0) return;
  await inPhase(effects, record.phases, 'verify', async () => {
    const found = await inspect(place, candidates, { workerScript, signal });
    effects.log.info(
      `${countOf(found.checkedFiles, 'file')} and unpacked modules, ${formatBytes(found.checkedBytes)}: ${found.damaged.length === 0 ? 'as go.sum says' : `${countOf(found.damaged.length, 'module')} damaged`}`,
    );
    await discard(job, record, found.damaged);
    await removeZiphashes(place, found.openZiphashes);
  });
}
