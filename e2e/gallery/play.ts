/** Plays scenes: the run that fails, what its annotation says applied, and the run after that. */
import { type Need, whyNot } from '../faults/machine.ts';
import type { Outcome } from '../harness.ts';
import { openStage, type Stage } from '../stage.ts';
import type { Applied } from './cure.ts';
import { modules } from './modules.ts';
import type { Arrangement, Scene } from './scene.ts';

export interface Played {
  readonly scene: Scene;
  readonly before: Outcome;
  readonly cured?: { readonly applied: Applied; readonly after: Outcome };
  /** Why the cure could not be applied. */
  readonly notCured?: string;
  /** Of the room of this scene: what of its texts is chance. */
  readonly directory: string;
}

/** One attempt and short limits: a fault is the same at every further one, and the page shows each request. */
const impatient = {
  profile: 'intranet',
  retries: '0',
  'connect-timeout': '1s',
  'stall-timeout': '1s',
  // One after another: which of two requests ended first would be chance.
  concurrency: '1',
  cache: 'off',
};

async function step(stage: Stage, arrangement: Arrangement): Promise<Outcome> {
  const { mirrors = '', inputs, env = {}, through, meanwhile } = arrangement;
  const running = await stage.room.start({
    inputs: { ...impatient, mirrors, ...inputs },
    env,
    ...(through && { through }),
  });
  await meanwhile?.(running);
  return running.ended;
}

async function play(scene: Scene): Promise<Played> {
  const stage = await openStage(modules);
  try {
    const arranged = await scene.arrange(stage);
    const arrangement = { mirrors: arranged.mirrors ?? (await stage.serve()).url, ...arranged };
    const before = await step(stage, arrangement);
    const played: Played = { scene, before, directory: stage.room.directory };
    const [annotation] = before.annotations;
    if (scene.cure === undefined || annotation === undefined) return played;
    try {
      const applied = await scene.cure({ stage, before: arrangement, annotation });
      return { ...played, cured: { applied, after: await step(stage, applied.after) } };
    } catch (error) {
      return { ...played, notCured: error instanceof Error ? error.message : String(error) };
    }
  } finally {
    await stage.close();
  }
}

/** Side by side, as many as two cores take: most of them wait. */
const atOnce = 6;

const reasons = new Map<Need, string | undefined>();

/** Why this machine cannot play it; undefined where it can. */
export function whyLeft({ needs }: Scene): string | undefined {
  if (needs === undefined) return undefined;
  if (!reasons.has(needs)) reasons.set(needs, whyNot(needs));
  return reasons.get(needs);
}

/** All scenes that can be played on this machine. */
export async function playAll(scenes: readonly Scene[]): Promise<readonly Played[]> {
  const played = new Map<Scene, Played>();
  const waiting = scenes.filter((scene) => whyLeft(scene) === undefined);
  const work = async () => {
    for (let scene = waiting.shift(); scene; scene = waiting.shift()) {
      played.set(scene, await play(scene));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return scenes.flatMap((scene) => played.get(scene) ?? []);
}
