/** Jobs on machines of their own: nothing of an earlier one is there but what a cache kept. */
import type { Mirror } from '../../__tests__/support/mirror.ts';
import { wellKnownModule } from '../../src/upstream/probe-question.ts';
import type { ActStep } from './log.ts';
import { actionOf, onlyJob } from './outcome.ts';
import type { ActOutcome, ActRoom, ActRunOptions } from './room.ts';
import { environmentShown, verifyOffline } from './steps.ts';
import { checkout, useAction } from './workflow.ts';

export interface AfreshOutcome extends ActOutcome {
  readonly action: ActStep;
  /** What the action printed, as one text. */
  readonly log: string;
  /** Whether plain `go` then had everything, without a network. */
  readonly isUsable: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Paths the mirror was asked for, each once, sorted. */
  readonly asked: readonly string[];
  /** As `asked`, without what is asked of every mirror to see whether it is one. */
  readonly fetched: readonly string[];
}

const probe = `/${wellKnownModule.path}/@v/${wellKnownModule.version}.mod`;

/** Runs the action with an empty module cache. */
export async function runAfresh(
  room: ActRoom,
  mirror: Mirror,
  inputs: Readonly<Record<string, string>>,
  options: ActRunOptions = {},
): Promise<AfreshOutcome> {
  await room.emptyModuleCache();
  const before = mirror.requests.length;
  const steps = [
    checkout,
    useAction({ mirrors: mirror.url, ...inputs }),
    verifyOffline,
    environmentShown.step,
  ];
  const outcome = await room.run({ build: { steps } }, options);
  const job = onlyJob(outcome);
  const action = actionOf(outcome);
  const asked = [...new Set(mirror.requests.slice(before).map(({ path }) => path))].sort();
  return {
    ...outcome,
    action,
    log: action.lines.join('\n'),
    isUsable: job.steps.get(verifyOffline.id)?.conclusion === 'success',
    environment: environmentShown.of(job),
    asked,
    fetched: asked.filter((path) => path !== probe),
  };
}
