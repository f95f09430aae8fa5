/** Module caches that were there before the step: complete and sound ones are left alone, others get what they lack. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import type { TestModule } from '../__tests__/support/modules.ts';
import {
  alpha,
  asOrdinaryUser,
  beta,
  fill,
  gamma,
  modules,
  packAsSetupGo,
  type Row,
  run,
  snapshot,
  take,
  unpackAsSetupGo,
} from './existing-caches/place.ts';
import { type Room, removeTree } from './harness.ts';
import { giveAway } from './ordinary-user.ts';

const unset = { GOMODCACHE: undefined, GOPATH: undefined };
const homeModules = (room: Room) => join(room.directory, 'home', 'go', 'pkg', 'mod');

const rows: readonly Row[] = [
  { name: 'a persistent runner' },
  { name: 'an image, made by another user', isForeign: true },
  { name: 'GOFLAGS=-modcacherw', env: () => ({ GOFLAGS: '-modcacherw' }) },
  {
    name: 'GOMODCACHE and GOFLAGS=-modcacherw by go env -w',
    env: () => unset,
    written: (room) =>
      `GOFLAGS=-modcacherw\nGOMODCACHE=${join(room.directory, 'written modules')}\n`,
    moduleCache: (room) => join(room.directory, 'written modules'),
  },
  {
    name: 'nothing set: below HOME',
    env: () => unset,
    moduleCache: homeModules,
  },
  {
    name: 'GOPATH with several entries: the first',
    env: (room) => ({
      ...unset,
      GOPATH: ['one', 'two'].map((name) => join(room.directory, name)).join(':'),
    }),
    moduleCache: (room) => join(room.directory, 'one', 'pkg', 'mod'),
  },
  {
    name: 'HOME unset',
    env: () => ({ HOME: undefined, GOPATH: undefined }),
  },
  {
    name: 'restored by setup-go before this step',
    prepare: async (room, moduleCache) => {
      const archive = await packAsSetupGo(room, moduleCache);
      await removeTree(moduleCache);
      await unpackAsSetupGo(room, archive);
    },
  },
];

describe('complete and sound: no mirror is asked, and no file is touched', () => {
  for (const row of rows) {
    asOrdinaryUser(row.name, async (place) => {
      const { moduleCache, env } = await fill(place, row);
      const before = await snapshot(moduleCache);
      expect([...before.keys()].filter((name) => name.endsWith('.zip'))).toHaveLength(3);
      const { outcome, asked } = await run(place, {}, env);
      expect(outcome).toMatchObject({
        exitCode: 0,
        annotations: [],
        outputs: { modules: '3', attempts: '0', 'downloaded-bytes': '0', 'failure-class': '' },
      });
      expect(outcome.stdout).toContain('3 modules already in the module cache: no mirror is asked');
      const sources = outcome.report?.modules.map(({ source }) => source);
      expect(sources).toEqual(['module-cache', 'module-cache', 'module-cache']);
      expect(asked).toEqual([]);
      expect(await snapshot(moduleCache)).toEqual(before);
    });
  }
});

const everything = ['info', 'mod', 'zip', 'ziphash'];

describe('incomplete: what is missing is fetched, and the rest is not touched', () => {
  interface Lack {
    readonly name: string;
    readonly of: Row;
    readonly remove: (moduleCache: string) => Promise<void>;
    readonly zips: readonly TestModule[];
  }
  const lacks: readonly Lack[] = [
    {
      name: 'a module that is not there at all',
      of: { name: '' },
      remove: (moduleCache) => take(moduleCache, gamma, everything),
      zips: [gamma],
    },
    {
      name: 'a module of which only the go.mod was ever needed',
      of: { name: '' },
      remove: (moduleCache) => take(moduleCache, alpha, ['info', 'zip', 'ziphash']),
      zips: [alpha],
    },
    {
      name: 'unpacked trees whose zips somebody deleted to save space',
      of: { name: '' },
      remove: (moduleCache) => rm(join(moduleCache, 'cache'), { recursive: true }),
      zips: modules,
    },
    {
      name: "setup-go's cache of an older go.sum",
      of: {
        name: '',
        prepare: async (room, moduleCache) => {
          await take(moduleCache, beta, everything);
          const archive = await packAsSetupGo(room, moduleCache);
          await removeTree(moduleCache);
          await unpackAsSetupGo(room, archive);
        },
      },
      remove: async () => {},
      zips: [beta],
    },
  ];

  for (const { name, of, remove, zips } of lacks) {
    asOrdinaryUser(name, async (place) => {
      const { moduleCache, env } = await fill(place, of);
      await remove(moduleCache);
      const before = await snapshot(moduleCache);
      const { outcome, asked } = await run(place, {}, env);
      expect(outcome).toMatchObject({ exitCode: 0, annotations: [], outputs: { modules: '3' } });
      const escaped = zips.map(({ path }) => path.replace('Gamma', '!gamma'));
      const asking = asked
        .filter((path) => path.endsWith('.zip'))
        .map((path) => path.split('/@v/')[0]);
      expect(asking.toSorted()).toEqual(escaped.map((path) => `/${path}`).toSorted());
      const after = await snapshot(moduleCache);
      expect(new Map([...before.keys()].map((each) => [each, after.get(each)]))).toEqual(before);
    });
  }

  asOrdinaryUser(
    'of another user, and lacking a module: permission, with the directory',
    async (place) => {
      const { moduleCache } = await fill(place, { name: '', isForeign: true });
      await take(moduleCache, gamma, everything);
      const { outcome } = await run(place);
      expect(outcome).toMatchObject({
        exitCode: 1,
        annotations: [{ level: 'error', failureClass: 'permission' }],
        outputs: { 'failure-class': 'permission' },
      });
      expect(outcome.annotations[0]?.message).toContain(moduleCache);
    },
  );

  for (const { name, env } of [
    { name: 'relative GOMODCACHE', env: { GOMODCACHE: 'modules' } },
    { name: 'relative GOPATH', env: { GOMODCACHE: undefined, GOPATH: 'path' } },
    { name: 'neither HOME nor GOPATH', env: { ...unset, HOME: undefined } },
  ]) {
    asOrdinaryUser(`nowhere to put it: ${name}`, async (place) => {
      await giveAway(place.room.directory);
      const { outcome, asked } = await run(place, {}, env);
      expect(outcome).toMatchObject({ exitCode: 1, outputs: { 'failure-class': 'input' } });
      expect(asked).toEqual([]);
    });
  }
});
