/**
 * The mirrors of one run, in a process of their own: their work is not to be counted with the client's, nor to wait for it.
 * Started with `fork`; told what to play by message, and ends when its parent does.
 */
import {
  startBlackHole,
  startRefusedPort,
  startSilentPort,
} from '../../__tests__/support/broken-endpoints.ts';
import { systemClock } from '../../__tests__/support/clock.ts';
import { contentOf, type LabContent } from './content.ts';
import { type LabMirror, startLabMirror } from './mirror.ts';
import { createOutage, type Outage } from './outage.ts';
import type { FromLab, LabPlan, MirrorPlan, ToLab } from './plan.ts';

const mirrors: Pick<LabMirror, 'url' | 'tally'>[] = [];

process.on('message', (message: ToLab) => {
  switch (message.kind) {
    case 'start':
      void start(message.plan).then(() =>
        tell({ kind: 'ready', urls: mirrors.map(({ url }) => url) }),
      );
      return;
    case 'tally':
      tell({ kind: 'tally', mirrors: mirrors.map((mirror) => mirror.tally()) });
      return;
  }
});
process.once('disconnect', () => process.exit());

function tell(message: FromLab): void {
  process.send?.(message);
}

async function start(plan: LabPlan): Promise<void> {
  const content = contentOf(plan.directories);
  const outage = createOutage(plan.outage, systemClock);
  for (const [index, mirror] of plan.mirrors.entries()) {
    mirrors.push(await startOne(mirror, index, plan.seed, content, outage));
  }
}

async function startOne(
  plan: MirrorPlan,
  index: number,
  seed: number,
  content: LabContent,
  outage: Outage,
): Promise<Pick<LabMirror, 'url' | 'tally'>> {
  switch (plan.kind) {
    case 'serving':
      return startLabMirror({ plan, index, seed, content, outage, clock: systemClock });
    case 'refused':
      return broken('http', await startRefusedPort());
    case 'dropped':
      return broken('http', await startSilentPort());
    case 'silent':
      return broken('http', await startBlackHole());
    case 'tls-hang':
      return broken('https', await startBlackHole());
  }
}

function broken(
  scheme: string,
  endpoint: { readonly port: number; connections(): number },
): Pick<LabMirror, 'url' | 'tally'> {
  return {
    url: `${scheme}://127.0.0.1:${endpoint.port}`,
    tally: () => ({
      requests: 0,
      bytes: 0,
      connections: endpoint.connections(),
      wrongAnswers: 0,
      perFile: {},
    }),
  };
}
