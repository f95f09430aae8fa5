import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';
import type { MirrorEntry, MirrorList } from '../../src/module/mirror-list.ts';
import {
  anyMirrorAnswers,
  type ProbeOptions,
  type Probing,
  probeMirrors,
} from '../../src/upstream/probe.ts';
import { probeEndpoints, wellKnownModule } from '../../src/upstream/probe-question.ts';
import { settle } from '../support/clock.ts';
import type { FaultAction } from '../support/faults.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { goSumOf, makeModule } from '../support/modules.ts';
import { type Lab, type LabOptions, openLab } from './lab.ts';

const module = makeModule('golang.org/x/lib', 'v1.2.3');

let open: { close(): Promise<void> }[];

beforeEach(() => {
  open = [];
});

afterEach(async () => {
  for (const one of open.reverse()) await one.close();
});

/** One mirror for each action; undefined is a healthy one. */
async function startMirrors(...actions: (FaultAction | undefined)[]): Promise<Mirror[]> {
  const mirrors = [];
  for (const action of actions) {
    const faults = action ? [{ match: /^\/golang\.org/, action }] : [];
    const mirror = await startMirror({ modules: [module], faults });
    open.push(mirror);
    mirrors.push(mirror);
  }
  return mirrors;
}

async function openProbeLab(
  urls: readonly string[],
  more: Partial<LabOptions> = {},
): Promise<Lab & { options: ProbeOptions }> {
  const lab = await openLab({ mirrors: urls, sums: [module], ...more });
  open.push(lab);
  const { tools, signal } = lab;
  const endpointFor = probeEndpoints(tools.mirrors.list, tools.sums, tools.isPrivate);
  const limits = { connectMs: 15_000, firstByteMs: 15_000, stallMs: 15_000 };
  const { mirrors, sums } = tools;
  return { ...lab, options: { tools, mirrors, sums, endpointFor, limits, signal } };
}

/** Whether traffic may start by now. */
async function isReady(probing: Probing): Promise<boolean> {
  let isDone = false;
  void probing.ready.then(() => {
    isDone = true;
  });
  await settle();
  return isDone;
}

/** Resolves when a mirror's answer has come in and been read. */
async function untilAnswered(lab: Lab, url: string): Promise<void> {
  const mirror = lab.mirror(url);
  while (lab.tools.mirrors.healthOf(mirror).successes === 0) await settle();
}

function later(): { action: FaultAction; come: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { action: { kind: 'hold', until: promise }, come: () => resolve() };
}

describe('when traffic starts', () => {
  test('at once when the most preferred mirror answers, whatever the others do', async () => {
    const [good, silent] = await startMirrors(undefined, { kind: 'never-answer' });
    const lab = await openProbeLab([good?.url ?? '', silent?.url ?? '']);
    const probing = probeMirrors(lab.options);
    await untilAnswered(lab, good?.url ?? '');
    expect(await isReady(probing)).toBe(true);
    expect(lab.clock.now()).toBe(0);
    await probing.finish();
  });

  const troubles: [string, FaultAction][] = [
    ['silent', { kind: 'never-answer' }],
    ['stalled in the body', { kind: 'stall', afterBytes: 4 }],
    ['slow', { kind: 'hold', until: new Promise(() => {}) }],
  ];
  test.each(troubles)(
    'a mirror before the good one that is %s has a head start of 250 ms, and no more',
    async (_name, action) => {
      const [bad, good] = await startMirrors(action, undefined);
      const lab = await openProbeLab([bad?.url ?? '', good?.url ?? '']);
      const probing = probeMirrors(lab.options);
      await untilAnswered(lab, good?.url ?? '');
      await lab.clock.advance(249);
      expect(await isReady(probing)).toBe(false);
      await lab.clock.advance(1);
      expect(await isReady(probing)).toBe(true);
      await probing.finish();
    },
  );

  test('a head start is twice the time of the first good answer where that is more', async () => {
    const slow = later();
    const [bad, good] = await startMirrors({ kind: 'never-answer' }, slow.action);
    const lab = await openProbeLab([bad?.url ?? '', good?.url ?? '']);
    const probing = probeMirrors(lab.options);
    await good?.waitForRequest(() => true);
    await lab.clock.advance(400);
    slow.come();
    await untilAnswered(lab, good?.url ?? '');
    await lab.clock.advance(799);
    expect(await isReady(probing)).toBe(false);
    await lab.clock.advance(1);
    expect(await isReady(probing)).toBe(true);
    await probing.finish();
  });

  test.each<[string, FaultAction]>([
    ['refuses', { kind: 'status', status: 503 }],
    ['resets', { kind: 'reset-before-headers' }],
    ['shows a portal', { kind: 'html' }],
  ])('a better-placed mirror that %s is not waited for', async (_name, action) => {
    const [bad, good] = await startMirrors(action, undefined);
    const lab = await openProbeLab([bad?.url ?? '', good?.url ?? '']);
    const probing = probeMirrors(lab.options);
    await untilAnswered(lab, good?.url ?? '');
    await probing.ready;
    expect(lab.clock.now()).toBe(0);
    await probing.finish();
  });

  test('with no good answer at all when the last mirror has failed', async () => {
    const [refusing, silent] = await startMirrors(
      { kind: 'status', status: 500 },
      { kind: 'never-answer' },
    );
    const lab = await openProbeLab([refusing?.url ?? '', silent?.url ?? '']);
    const probing = probeMirrors(lab.options);
    await silent?.waitForRequest(() => true);
    await lab.clock.advance(14_999);
    expect(await isReady(probing)).toBe(false);
    await lab.clock.advance(1);
    expect(await isReady(probing)).toBe(true);
    expect((await probing.finish()).map(({ failure }) => failure?.class)).toEqual([
      'http-server',
      'stall',
    ]);
  });

  test('for nothing, when the run is aborted', async () => {
    const [silent] = await startMirrors({ kind: 'never-answer' });
    const lab = await openProbeLab([silent?.url ?? '']);
    const probing = probeMirrors(lab.options);
    await silent?.waitForRequest(() => true);
    lab.abort(new Error('over'));
    await probing.ready;
  });

  test('with no mirror in the list', async () => {
    const lab = await openProbeLab([]);
    const probing = probeMirrors(lab.options);
    await probing.ready;
    expect(await probing.finish()).toEqual([]);
  });
});

describe('the verdict on a mirror', () => {
  const verdictOn = async (action: FaultAction | undefined) => {
    const [mirror] = await startMirrors(action);
    const lab = await openProbeLab([mirror?.url ?? '']);
    const probing = probeMirrors(lab.options);
    await probing.ready;
    const [verdict] = await probing.finish();
    expect(lab.spool.held.size).toBe(0);
    const health = lab.tools.mirrors.healthOf(lab.mirror(mirror?.url ?? ''));
    return [verdict?.failure?.class, health.successes > 0];
  };

  test.each<[string, FaultAction | undefined, string | undefined]>([
    ['a good file', undefined, undefined],
    ['a 404', { kind: 'status', status: 404 }, undefined],
    ['a 410', { kind: 'status', status: 410 }, undefined],
    [
      'a 404 about its own upstream',
      { kind: 'status', status: 404, body: 'fetch timed out' },
      'http-server',
    ],
    ['a portal page with status 200', { kind: 'html' }, 'bad-content'],
    ['a redirect to a portal', { kind: 'portal' }, 'bad-content'],
    ['a 511', { kind: 'status', status: 511 }, 'captive-portal'],
    ['403', { kind: 'status', status: 403 }, 'http-auth'],
    ['other bytes', { kind: 'body', body: 'module golang.org/x/lib\n' }, 'checksum-mismatch'],
    ['no HTTP', { kind: 'raw', bytes: 'SSH-2.0\r\n' }, 'http-other'],
  ])('%s', async (_name, action, failureClass) => {
    expect(await verdictOn(action)).toEqual([failureClass, failureClass === undefined]);
  });

  test('still silent at the end of the run: a stall that tells how long', async () => {
    const [good, silent] = await startMirrors(undefined, { kind: 'never-answer' });
    const lab = await openProbeLab([good?.url ?? '', silent?.url ?? '']);
    const probing = probeMirrors(lab.options);
    await silent?.waitForRequest(() => true);
    await untilAnswered(lab, good?.url ?? '');
    await lab.clock.advance(3_200);
    expect(await probing.finish()).toMatchObject([
      { failure: undefined },
      {
        mirror: { url: silent?.url },
        failure: {
          class: 'stall',
          limitMs: 3_200,
          detail: 'no answer in 3.2 s, by the end of the run',
          mirror: `${silent?.host}:${silent?.port}`,
        },
      },
    ]);
    const request = await silent?.waitForRequest(() => true);
    expect(await request?.ended).toBe('aborted');
    const names = lab.tools.mirrors.all.map(({ name }) => name);
    expect(lab.tools.journal.reports(names)).toMatchObject([
      { state: 'healthy', requests: 1 },
      { state: 'failing', requests: 1, failures: { stall: 1 } },
    ]);
    expect(lab.clock.pendingDelays()).toEqual([]);
  });

  test('an only mirror that says nothing of the others starts no traffic to them', async () => {
    const go = later();
    const [limited] = await startMirrors(undefined);
    const general = await startMirror({ faults: [{ match: () => true, action: go.action }] });
    open.push(general);
    const lab = await openProbeLab([limited?.url ?? '', general.url], {
      only: (url) => (url === limited?.url ? 'golang.org/x' : undefined),
    });
    const probing = probeMirrors(lab.options);
    await untilAnswered(lab, limited?.url ?? '');
    await lab.clock.advance(10_000);
    expect(await isReady(probing)).toBe(false);
    go.come();
    await probing.ready;
    expect(await probing.finish()).toMatchObject([{ failure: undefined }, { failure: undefined }]);
    // The public module that everybody is asked for belongs to the other one here.
    expect(general.requests.map(({ path }) => path)).toEqual(['/sumdb/sum.golang.org/supported']);
  });

  test.each<[string, FaultAction | undefined, string | undefined]>([
    ['404 to a question that names no module', undefined, undefined],
    ['400', { kind: 'status', status: 400 }, undefined],
    ['401', { kind: 'status', status: 401 }, 'http-auth'],
    ['503', { kind: 'status', status: 503 }, 'http-server'],
    ['a page', { kind: 'html' }, 'bad-content'],
  ])('a limited mirror of which the job needs nothing: %s', async (_name, action, expected) => {
    const faults = action ? [{ match: () => true, action }] : [];
    const mirror = await startMirror({ modules: [module], faults });
    open.push(mirror);
    const only = () => 'corp/*';
    const lab = await openProbeLab([mirror.url], { only, isPublic: () => false });
    const probing = probeMirrors(lab.options);
    await probing.ready;
    const [verdict] = await probing.finish();
    expect(verdict?.failure?.class).toBe(expected);
    expect(mirror.requests.map(({ path }) => path)).toEqual(['/sumdb/sum.golang.org/supported']);
  });

  test('a directory is there or is not', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gmr-probe-'));
    try {
      const there = pathToFileURL(directory).href;
      const lab = await openProbeLab([`${there}/missing`, there]);
      const probing = probeMirrors(lab.options);
      await probing.ready;
      expect(await probing.finish()).toMatchObject([
        { failure: { class: 'input', mirror: `${there}/missing`.replace('file://', '') } },
        { failure: undefined },
      ]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('what is asked for', () => {
  const sumsOf = (...paths: string[]) =>
    indexSums(parseGoSum(goSumOf(paths.map((path) => makeModule(path, 'v1.0.0'))), 'go.sum').lines);
  const mirrorOf = (name: string, isPublic: boolean): MirrorEntry => ({
    kind: 'mirror',
    url: `https://${name}`,
    name,
    isPublic,
  });
  const own = mirrorOf('own.example', false);
  const shared = mirrorOf('public.example', true);
  const behind = mirrorOf('behind.example', false);
  const list: MirrorList = {
    groups: [[own, shared], [behind]],
    ending: 'none',
    endingAfter: 'not-found',
  };
  const asked = (
    mirror: MirrorEntry,
    paths: string[],
    isPrivate: (path: string) => boolean = () => false,
  ) => {
    const endpoint = probeEndpoints(list, sumsOf(...paths), isPrivate)(mirror);
    return endpoint.kind === 'mod' ? endpoint.module.path : endpoint.kind;
  };
  const known = wellKnownModule.path;

  test.each<[string, string[], string, string]>([
    [
      'one of Go’s own',
      ['github.com/a/b', 'golang.org/x/net', 'corp.example/x'],
      'golang.org/x/net',
      'golang.org/x/net',
    ],
    ['else one from GitHub', ['corp.example/x', 'github.com/a/b'], 'github.com/a/b', known],
    ['else the well-known one', ['corp.example/x'], known, known],
    ['without a go.sum too', [], known, known],
  ])('%s', (_name, paths, ofOwn, ofOthers) => {
    expect(asked(own, paths)).toBe(ofOwn);
    // Plain go might never have asked these for the job's own modules.
    expect(asked(shared, paths)).toBe(ofOthers);
    expect(asked(behind, paths)).toBe(ofOthers);
  });

  test('of a limited mirror one of its own modules, of all others none of them', () => {
    const limited = { ...own, only: 'github.com/corp,golang.org/x/net' };
    const paths = ['golang.org/x/net', 'github.com/open/lib', 'github.com/corp/lib'];
    const endpointFor = (isPrivate: (path: string) => boolean, of: string[]) =>
      probeEndpoints({ ...list, groups: [[limited, own], [behind]] }, sumsOf(...of), isPrivate);
    const open = endpointFor(() => false, paths);
    expect(open(limited)).toMatchObject({ kind: 'mod', module: { path: 'github.com/corp/lib' } });
    expect(open(own)).toMatchObject({ module: { path: 'github.com/open/lib' } });
    expect(open(behind)).toMatchObject({ module: wellKnownModule });
    const isPrivate = (path: string) => path.includes('corp');
    const hidden = endpointFor(isPrivate, paths.slice(1));
    expect(hidden(limited)).toMatchObject({ module: { path: 'github.com/corp/lib' } });
    expect(hidden({ ...limited, isPublic: true })).toMatchObject({ kind: 'sumdb' });
    expect(endpointFor(isPrivate, ['github.com/open/lib'])(limited)).toEqual({
      kind: 'sumdb',
      database: 'sum.golang.org',
      operation: 'supported',
    });
  });

  test('never a private one', () => {
    const isPrivate = (path: string) => path.includes('corp');
    expect(asked(own, ['github.com/corp/secret', 'github.com/open/lib'], isPrivate)).toBe(
      'github.com/open/lib',
    );
    expect(asked(own, ['github.com/corp/secret'], isPrivate)).toBe(known);
    expect(asked(own, [], () => true)).toBe('sumdb');
  });
});

describe('a round of probes during an outage', () => {
  test('is over with the first answer, and the others are broken off', async () => {
    const [silent, good] = await startMirrors({ kind: 'never-answer' }, undefined);
    const lab = await openProbeLab([silent?.url ?? '', good?.url ?? '']);
    expect(await anyMirrorAnswers(lab.options, lab.tools.mirrors.all)).toBe(true);
    const request = await silent?.waitForRequest(() => true);
    expect(await request?.ended).toBe('aborted');
  });

  test('has no answer when every mirror fails', async () => {
    const mirrors = await startMirrors(
      { kind: 'status', status: 503 },
      { kind: 'reset-before-headers' },
    );
    const lab = await openProbeLab(mirrors.map(({ url }) => url));
    expect(await anyMirrorAnswers(lab.options, lab.tools.mirrors.all)).toBe(false);
  });

  test('leaves out mirrors that nobody waits for, and directories', async () => {
    const [down, good] = await startMirrors({ kind: 'status', status: 503 }, undefined);
    const lab = await openProbeLab([
      down?.url ?? '',
      good?.url ?? '',
      pathToFileURL(tmpdir()).href,
    ]);
    const [first, , directory] = lab.tools.mirrors.all as [MirrorEntry, MirrorEntry, MirrorEntry];
    expect(await anyMirrorAnswers(lab.options, [first, directory])).toBe(false);
    expect(good?.requests).toHaveLength(0);
  });

  test('ends with the run', async () => {
    const [silent] = await startMirrors({ kind: 'never-answer' });
    const lab = await openProbeLab([silent?.url ?? '']);
    const asking = anyMirrorAnswers(lab.options, lab.tools.mirrors.all);
    await silent?.waitForRequest(() => true);
    const reason = new Error('over');
    lab.abort(reason);
    await expect(asking).rejects.toBe(reason);
  });
});
