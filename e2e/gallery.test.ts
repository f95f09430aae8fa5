/**
 * docs/failure-gallery.md against real runs: every class of failure is told as the page has it, and what an annotation says
 * to do, applied by nobody who knows more, turns the step green.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { failureClasses } from '../src/failure.ts';
import { renderPage, renderScene, sectionsOf, unseen } from './gallery/page.ts';
import { type Played, playAll, whyLeft } from './gallery/play.ts';
import type { Scene } from './gallery/scene.ts';
import { byClass, scenes } from './gallery/scenes.ts';
import { openRoom } from './harness.ts';

const hint = 'run `npm run bundle` and `npm run gallery`, read what has changed, and commit it';
const page = await readFile('docs/failure-gallery.md', 'utf8');
const committed = sectionsOf(page);

let played: readonly Played[] = [];

beforeAll(async () => {
  played = (await playAll(scenes)).toSorted(byClass);
}, 240_000);

const inOrder = scenes.map((scene) => ({ scene })).sort(byClass);
const canBePlayed = ({ scene }: { scene: Scene }) => whyLeft(scene) === undefined;
const cured = inOrder.filter(({ scene }) => scene.cure !== undefined);

function playedOf(scene: Scene): Played {
  const found = played.find((one) => one.scene === scene);
  if (found === undefined) throw new Error(`${scene.failureClass} was not played`);
  return found;
}

/** The lines that differ, below what to do about it. */
function expectSame(now: string, then: string): void {
  const [told, shown] = [now.split('\n'), then.split('\n')];
  const differing = [
    ...shown.filter((line) => !told.includes(line)).map((line) => `- ${line}`),
    ...told.filter((line) => !shown.includes(line)).map((line) => `+ ${line}`),
  ];
  if (now !== then) throw new Error(`out of date: ${hint}\n${differing.join('\n')}`);
}

/** Skipped, and counted as such, where this machine does not permit it. */
function each(
  rows: readonly { scene: Scene }[],
  name: (scene: Scene) => string,
  check: (scene: Scene) => void,
): void {
  for (const row of rows) {
    const start = canBePlayed(row) ? test : test.skip;
    start(name(row.scene), () => check(row.scene));
  }
}

describe('every class is told, by one annotation at most for each cause', () => {
  each(
    inOrder,
    ({ failureClass, fault }) => `${failureClass}: ${fault}`,
    (scene) => {
      const { before } = playedOf(scene);
      const [first, ...others] = before.annotations;
      expect(first).toMatchObject({
        failureClass: scene.failureClass,
        level: scene.isSurvived ? 'warning' : 'error',
      });
      expect(others).toEqual([]);
      expect(before.outputs['failure-class']).toBe(scene.isSurvived ? '' : scene.failureClass);
      expect(before.exitCode).toBe(scene.isSurvived ? 0 : 1);
    },
  );

  test('or named on the page with the reason why not', () => {
    const shown = scenes.map(({ failureClass }) => failureClass);
    expect([...shown, ...Object.keys(unseen)].sort()).toEqual([...failureClasses].sort());
  });
});

describe('what the annotation says, applied and nothing else, turns the step green', () => {
  each(
    cured,
    ({ failureClass }) => failureClass,
    (scene) => {
      const { before, cured: cure, notCured } = playedOf(scene);
      expect({ before: before.exitCode, notCured }).toEqual({ before: 1, notCured: undefined });
      const { applied, after } = cure ?? {};
      expect({ ...applied, said: after?.stdout, exitCode: after?.exitCode }).toMatchObject({
        exitCode: 0,
      });
      expect(after?.outputs['failure-class']).toBe('');
    },
  );

  test('for ten classes or more', () => expect(cured.length).toBeGreaterThanOrEqual(10));
});

describe('docs/failure-gallery.md is up to date', () => {
  each(
    inOrder,
    ({ failureClass }) => failureClass,
    (scene) => {
      const now = renderScene(playedOf(scene)).trimEnd();
      const then = committed.get(scene.failureClass)?.trimEnd();
      expectSame(now, then ?? '');
    },
  );

  const whole = inOrder.every(canBePlayed) ? test : test.skip;
  whole('as a whole, in the order of the classes', () => {
    expectSame(renderPage(played), page);
  });

  test('and names no host of a public proxy', async () => {
    const room = await openRoom();
    try {
      const { output } = await room.go(['env', 'GOPROXY']);
      const hosts = [...output.matchAll(/https:\/\/([^/,|\s]+)/g)].map(([, host = '']) => host);
      expect(hosts).not.toEqual([]);
      for (const host of hosts) expect(page).not.toContain(host);
    } finally {
      await room.close();
    }
  });
});

afterAll(() => {
  const left = inOrder.filter((row) => !canBePlayed(row));
  if (left.length === 0) return;
  const names = left.map(({ scene }) => `${scene.failureClass} (${whyLeft(scene)})`);
  process.stderr.write(
    `${left.length} classes of the gallery are not compared: ${names.join('; ')}\n`,
  );
});
