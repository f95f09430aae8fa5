/** What is wrong is a variable of Go, or what it points to. */

import { direct, goMod, type Scenario } from './scenario.ts';

export const settingScenarios: readonly Scenario[] = [
  {
    name: 'GOFLAGS: unknown flag',
    expected: 'input',

    env: () => ({ GOFLAGS: '-nosuch' }),
  },
  {
    name: 'GOFLAGS: no flag',
    expected: 'input',

    env: () => ({ GOFLAGS: 'mod=vendor' }),
  },
  {
    name: 'GOFLAGS: value that is none',
    expected: 'input',
    env: () => ({ GOFLAGS: '-modcacherw=maybe' }),
  },
  {
    name: 'GOFLAGS: -mod that is none',
    expected: 'input',
    args: ['list', './...'],
    env: () => ({ GOFLAGS: '-mod=other' }),
  },
  {
    name: 'GOPROXY: other scheme',
    expected: 'input',
    env: () => ({ GOPROXY: 'ftp://mirror.test' }),
  },
  { name: 'GOPROXY: no scheme', expected: 'input', env: () => ({ GOPROXY: 'mirror' }) },
  { name: 'GOPROXY: no entry', expected: 'input', env: () => ({ GOPROXY: ',' }) },
  {
    name: 'GOPROXY: credentials over http',
    expected: 'input',
    env: () => ({ GOPROXY: 'http://user:word@mirror.test' }),
  },
  { name: 'GOPROXY=off', expected: 'offline-miss', env: () => ({ GOPROXY: 'off' }) },
  {
    name: 'GOSUMDB: unknown name',
    expected: 'input',
    files: { 'go.sum': '' },
    env: () => ({ GOSUMDB: 'nobody' }),
  },
  {
    name: 'GOSUMDB: malformed key',
    expected: 'input',
    files: { 'go.sum': '' },
    env: () => ({ GOSUMDB: 'sum.test+00+x' }),
  },
  {
    name: 'GOSUMDB: too many fields',
    expected: 'input',
    files: { 'go.sum': '' },
    env: () => ({ GOSUMDB: 'a b c' }),
  },
  {
    name: 'checksum database refuses connections',
    expected: 'sumdb-unreachable',
    files: { 'go.sum': '' },
    env: ({ closed }) => ({ GOSUMDB: `sum.golang.org ${closed}` }),
  },
  {
    name: 'checksum database answers 500',
    expected: 'sumdb-unreachable',
    files: { 'go.sum': '' },
    env: ({ server }) => ({ GOSUMDB: `sum.golang.org ${server}/500` }),
  },
  {
    name: 'GOVCS: malformed',
    expected: 'input',
    files: { 'go.mod': goMod('require github.com/example/repo v1.0.0') },
    env: () => ({ ...direct, GOVCS: 'git' }),
  },
  {
    name: 'GOVCS forbids',
    expected: 'input',
    files: { 'go.mod': goMod('require github.com/example/repo v1.0.0') },
    env: () => ({ ...direct, GOVCS: '*:off' }),
  },
  { name: 'GOMODCACHE: relative', expected: 'input', env: () => ({ GOMODCACHE: 'cache' }) },
  {
    name: 'GOMODCACHE: unknown',
    expected: 'input',
    env: () => ({ GOMODCACHE: undefined, HOME: undefined }),
  },
  {
    name: 'GOPATH: relative',
    expected: 'input',
    env: () => ({ GOMODCACHE: undefined, GOPATH: 'here' }),
  },
  { name: 'GOROOT: empty directory', expected: 'input', env: () => ({ GOROOT: '/nowhere' }) },
  {
    name: 'GOCACHE: relative',
    expected: 'input',
    args: ['list', '-deps', '-export', './...'],
    env: () => ({ GOCACHE: 'here' }),
  },
  { name: 'GO111MODULE=off', expected: 'input', env: () => ({ GO111MODULE: 'off' }) },
  { name: 'GO111MODULE: nonsense', expected: 'input', env: () => ({ GO111MODULE: 'maybe' }) },
  { name: 'GOWORK: relative', expected: 'input', env: () => ({ GOWORK: 'go.work' }) },
  { name: 'GOTOOLCHAIN: nonsense', expected: 'input', env: () => ({ GOTOOLCHAIN: 'foo' }) },
  {
    name: 'GOTOOLCHAIN: not on PATH',
    expected: 'toolchain',
    env: () => ({ GOTOOLCHAIN: 'go1.99.1+path' }),
  },
  {
    name: 'GOTOOLCHAIN: not on any mirror',
    expected: 'toolchain',
    env: () => ({ GOTOOLCHAIN: 'go1.99.1' }),
  },
  {
    name: 'GOTOOLCHAIN: mirror answers 503',
    expected: 'toolchain',
    env: ({ server }) => ({ GOTOOLCHAIN: 'go1.99.1', GOPROXY: `${server}/503` }),
  },
  { name: 'GOEXPERIMENT: unknown', expected: 'input', env: () => ({ GOEXPERIMENT: 'other' }) },
];
