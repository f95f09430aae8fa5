/** One failure of each class with all the facts that a run gives it, and one without any. */

import { type Failure, type FailureClass, failureClasses } from '../../src/failure.ts';
import type { Workplace } from '../../src/remedy/workplace.ts';

export const workplaces: readonly Workplace[] = [
  'github-hosted',
  'self-hosted',
  'ghes',
  'terminal',
];

const common = {
  detail: 'something happened',
  mirror: 'mirror.example/goproxy',
  module: 'example.com/m@v1.0.0',
};

const atGoMod = { position: { file: 'services/api/go.mod', line: 3 } };
const toMirror = { host: 'mirror.example:8443' };

/** What is beside `common`. */
export const facts: { readonly [Class in FailureClass]: Omit<Failure, 'class' | 'detail'> } = {
  input: {},
  'go-missing': {},
  toolchain: atGoMod,
  'module-file': atGoMod,
  'gosum-missing': atGoMod,
  vendor: atGoMod,
  dns: toMirror,
  'connect-refused': toMirror,
  'connect-timeout': { ...toMirror, limitMs: 10_000 } as object,
  unreachable: toMirror,
  'connection-reset': { ...toMirror, phase: 'tls' } as object,
  'tls-handshake': { ...toMirror, limitMs: 10_000 } as object,
  'tls-certificate': { ...toMirror, issuer: 'Corp Root CA', fault: 'untrusted' } as object,
  'proxy-auth': { forwardProxy: 'proxy.corp:3128', proxyVariable: 'https_proxy' } as object,
  'proxy-unreachable': { forwardProxy: 'proxy.corp:3128', proxyVariable: 'https_proxy' } as object,
  'captive-portal': {},
  stall: { phase: 'headers', limitMs: 15_000 } as object,
  truncated: { expectedBytes: 10, receivedBytes: 4 } as object,
  'http-auth': { status: 401 } as object,
  'http-not-found': { status: 404 } as object,
  'http-throttled': { status: 429, retryAfterMs: 120_000 } as object,
  'http-server': { status: 502 } as object,
  'http-other': { status: 451 } as object,
  'bad-content': {},
  'checksum-mismatch': { position: { file: 'go.sum', line: 7 } },
  'sumdb-mismatch': {},
  'sumdb-unreachable': {},
  'vcs-auth': {},
  'vcs-missing': {},
  'vcs-not-found': {},
  'vcs-network': {},
  'cache-corrupt': {},
  'cache-locked': { pid: 4711 } as object,
  'cache-service': {},
  'disk-full': { path: '/home/runner/go/pkg/mod' } as object,
  permission: { path: '/home/runner/go/pkg/mod' } as object,
  'offline-miss': {},
  deadline: { limitMs: 900_000 } as object,
  cancelled: {},
  internal: { version: 'v1.2.3', reportAt: 'https://github.com/org/x/issues/new' } as object,
};

export const failures: readonly Failure[] = failureClasses.map(
  (name) => ({ class: name, ...common, ...facts[name] }) as Failure,
);

export const bare: readonly Failure[] = failureClasses.map(
  (name) => ({ class: name, detail: 'something happened' }) as Failure,
);

/** Where one class has several cures, the facts that tell them apart. */
export const variants: readonly (readonly [name: string, failure: Failure])[] = [
  ['a setting of go', { class: 'input', detail: 'GOFLAGS is invalid' }],
  ['Node is too old', { class: 'input', detail: 'x', isNodeTooOld: true }],
  ['GOAUTH names a command', { class: 'input', detail: 'x', relayObstacle: 'goauth' }],
  [
    'a forward proxy that the relay does not speak',
    { class: 'input', detail: 'x', relayObstacle: 'forward-proxy-scheme' },
  ],
  ['a go that does not work', { class: 'go-missing', detail: 'x', isBroken: true }],
  ['a Go that is too old for go.mod', { class: 'toolchain', detail: 'x', ...atGoMod }],
  [
    'a toolchain that go could not get',
    { class: 'toolchain', detail: 'x', module: 'golang.org/toolchain@v0.0.1-go1.99.0.linux-amd64' },
  ],
  [
    'a toolchain that no mirror has',
    {
      class: 'toolchain',
      detail: 'x',
      because: { class: 'http-not-found', detail: 'x', module: 'golang.org/toolchain' },
    },
  ],
  [
    'a Go that no list has',
    { class: 'toolchain', detail: 'x', mirror: 'mirror.example', lacks: 'version' },
  ],
  [
    'a toolchain of go.mod that no mirror has',
    {
      class: 'toolchain',
      detail: 'x',
      ...atGoMod,
      because: { class: 'http-not-found', detail: 'x', module: 'golang.org/toolchain' },
    },
  ],
  ['a Go that nobody vouches for', { class: 'toolchain', detail: 'x', lacks: 'voucher' }],
  ['a file without a line', { class: 'toolchain', detail: 'x', isFileFaulty: true }],
  [
    'a file with a faulty line',
    {
      class: 'toolchain',
      detail: 'x',
      isFileFaulty: true,
      position: { file: 'api/.go-version', line: 2 },
    },
  ],
  [
    'a toolchain behind a resolver that is down',
    {
      class: 'toolchain',
      detail: 'x',
      because: { class: 'dns', detail: 'x', mirror: 'mirror.example' },
    },
  ],
  ['an expired certificate', { ...common, class: 'tls-certificate', fault: 'expired' }],
  ['a certificate not yet valid', { ...common, class: 'tls-certificate', fault: 'not-yet-valid' }],
  ['go that trusts the system only', { ...common, class: 'input', trustsSystemOnly: true }],
  [
    'a forward proxy without Basic',
    {
      ...common,
      class: 'proxy-auth',
      lacksBasic: true,
      forwardProxy: 'proxy.corp:3128',
      proxyVariable: 'HTTPS_PROXY',
    },
  ],
  ['a certificate for another name', { ...common, class: 'tls-certificate', fault: 'other-name' }],
  ['a silent go', { class: 'stall', detail: 'x', phase: 'go', limitMs: 45_000 }],
  ['a mirror that is merely slow', { ...common, class: 'stall', isMerelySlow: true }],
  [
    'a public mirror that says 403',
    { ...common, class: 'http-auth', status: 403, isPublicMirror: true },
  ],
  ['a gatekeeper that says 403', { ...common, class: 'http-auth', status: 403 }],
  ...(
    ['artifactory', 'nexus', 'gitlab', 'gitea', 'athens', 'google-artifact-registry'] as const
  ).flatMap((server): [string, Failure][] => [
    [
      `401 of ${server}`,
      { ...common, class: 'http-auth', status: 401, server, credentials: 'none' },
    ],
    [
      `403 of ${server}`,
      { ...common, class: 'http-auth', status: 403, server, credentials: 'token' },
    ],
    [
      `404 of ${server}`,
      { ...common, class: 'http-not-found', status: 404, server, credentials: 'url' },
    ],
  ]),
  [
    'a netrc entry that is refused',
    { ...common, class: 'http-auth', status: 401, credentials: 'netrc' },
  ],
  ['a mirror over plain http', { ...common, class: 'input', isPlainHttp: true }],
  ['GOINSECURE', { class: 'input', detail: 'x', isPlainHttp: true }],
  ['a damaged archive', { class: 'cache-service', detail: 'x', isArchiveDamaged: true }],
  [
    'a read-only disk',
    { class: 'permission', detail: 'x', path: '/ro/mod', obstacle: 'read-only' },
  ],
  ['no more open files', { class: 'permission', detail: 'x', obstacle: 'too-many-open-files' }],
  [
    'another owner of the checkout',
    { class: 'permission', detail: 'x', obstacle: 'repository-owner' },
  ],
  ['a file of a mirror', { ...common, class: 'permission', isMirrorFile: true }],
  ['a directory at the root', { class: 'permission', detail: 'x', path: '/gomod' }],
  [
    'a full drive',
    { class: 'disk-full', detail: 'x', path: 'D:\\a\\_tool\\go-mod-resilient\\download' },
  ],
  ['a full share', { class: 'disk-full', detail: 'x', path: '\\\\server\\share\\modules' }],
  [
    'a file that Windows has open',
    { class: 'permission', detail: 'x', path: 'C:\\Users\\runner\\go\\pkg\\mod' },
  ],
  ['no memory', { class: 'cancelled', detail: 'x', isStarved: true }],
  [
    'a deadline that a mirror ran into',
    {
      class: 'deadline',
      detail: 'x',
      because: {
        class: 'stall',
        phase: 'headers',
        limitMs: 15_000,
        detail: 'x',
        mirror: 'a.example',
      },
    },
  ],
];

export const everyFailure: readonly Failure[] = [
  ...failures,
  ...bare,
  ...variants.map(([, failure]) => failure),
];
