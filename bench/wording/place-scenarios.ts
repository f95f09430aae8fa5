/** What is wrong is the repository of a module, a directory of this machine, or a mirror. */

import { corruptZip, editTree, makeRepository, type Room, removeRequiredZip } from './room.ts';
import { direct, goMod, type Scenario } from './scenario.ts';

const repo = goMod('require github.com/example/repo v1.0.0');
const withGit = (to: (room: Room) => string) => (room: Room) => ({
  ...direct,
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.${to(room)}.insteadOf`,
  GIT_CONFIG_VALUE_0: 'https://github.com/',
});
const gitDirectory = (room: Room) => `file://${room.directory}/git/`;

export const directScenarios: readonly Scenario[] = [
  {
    name: 'git: repository not found',
    expected: 'vcs-not-found',
    files: { 'go.mod': repo },
    env: withGit(gitDirectory),
  },
  {
    name: 'git: unknown revision',
    expected: 'vcs-not-found',
    files: { 'go.mod': goMod('require github.com/example/repo v1.9.9') },
    prepare: makeRepository,
    env: withGit(gitDirectory),
  },
  {
    name: 'git: pseudo-version with another time',
    expected: 'vcs-not-found',
    files: { 'go.mod': goMod('require github.com/example/repo v0.0.0-20200101000000-COMMIT') },
    prepare: makeRepository,
    env: withGit(gitDirectory),
  },
  {
    name: 'git: unknown commit',
    expected: 'vcs-not-found',
    files: {
      'go.mod': goMod('require github.com/example/repo v0.0.0-20200101000000-abcdefabcdef'),
    },
    prepare: makeRepository,
    env: withGit(gitDirectory),
  },
  {
    name: 'git: 401',
    expected: 'vcs-auth',
    files: { 'go.mod': repo },
    env: withGit(({ server }) => `${server}/401/`),
  },
  {
    name: 'git: 403',
    expected: 'vcs-auth',
    files: { 'go.mod': repo },
    env: withGit(({ server }) => `${server}/403/`),
  },
  {
    name: 'git: 404',
    expected: 'vcs-not-found',
    files: { 'go.mod': repo },
    env: withGit(({ server }) => `${server}/404/`),
  },
  {
    name: 'git: 500',
    expected: 'vcs-network',
    files: { 'go.mod': repo },
    env: withGit(({ server }) => `${server}/500/`),
  },
  {
    name: 'git: refused',
    expected: 'vcs-network',
    files: { 'go.mod': repo },
    env: withGit(({ closed }) => `${closed}/`),
  },
  {
    name: 'git: forbidden protocol',
    expected: 'input',
    files: { 'go.mod': repo },
    env: (room) => ({ ...withGit(gitDirectory)(room), GIT_ALLOW_PROTOCOL: 'ssh' }),
  },
  {
    name: 'git: missing',
    expected: 'vcs-missing',
    files: { 'go.mod': repo },
    env: () => ({ ...direct, PATH: '/nowhere' }),
  },
];

export const placeScenarios: readonly Scenario[] = [
  { name: 'disk: full', expected: 'disk-full', place: 'small-disk' },
  { name: 'cache: of another user', expected: 'permission', place: 'not-ours' },
  {
    name: 'cache: is a file',
    expected: 'permission',
    env: ({ directory }) => ({ GOMODCACHE: `${directory}/project/go.mod` }),
  },
  {
    name: 'cache: zip cut off',
    expected: 'cache-corrupt',
    prepare: corruptZip,
    env: () => ({ GOPROXY: 'off' }),
  },
  {
    name: 'cache: tree edited',
    expected: 'cache-corrupt',
    args: ['mod', 'verify'],
    prepare: editTree,
  },
  {
    name: 'cache: zip missing offline',
    expected: 'offline-miss',
    prepare: removeRequiredZip,
    env: () => ({ GOPROXY: 'off' }),
  },
  {
    name: 'mirror: 404',
    expected: 'http-not-found',
    env: ({ server }) => ({ GOPROXY: `${server}/404` }),
  },
  {
    name: 'mirror: 401',
    expected: 'http-auth',
    env: ({ server }) => ({ GOPROXY: `${server}/401` }),
  },
  {
    name: 'mirror: 429',
    expected: 'http-throttled',
    env: ({ server }) => ({ GOPROXY: `${server}/429` }),
  },
  {
    name: 'mirror: 503',
    expected: 'http-server',
    env: ({ server }) => ({ GOPROXY: `${server}/503` }),
  },
  {
    name: 'mirror: refused',
    expected: 'connect-refused',
    env: ({ closed }) => ({ GOPROXY: closed }),
  },
  {
    name: 'mirror: empty directory',
    expected: 'http-not-found',
    env: ({ directory }) => ({ GOPROXY: `file://${directory}/nothing` }),
  },
];
