import { describe, expect, test } from '@jest/globals';
import { whatToDo } from '../../src/action/help.ts';
import type { Failure } from '../../src/failure.ts';
import { createRedactor } from '../../src/redact.ts';
import { remedyFor } from '../../src/remedy/remedy.ts';
import type { Workplace } from '../../src/remedy/workplace.ts';
import { bare, everyFailure, failures, variants, workplaces } from './examples.ts';

const rows = workplaces.flatMap((workplace) =>
  [...failures, ...variants.map(([, failure]) => failure)].map((failure) => ({
    workplace,
    failure,
    name: failure.class,
  })),
);

describe.each(rows)('$name at $workplace', ({ workplace, failure }) => {
  const text = whatToDo(failure, { workplace });

  test('is a few imperative sentences', () => {
    expect(text).toMatch(/^[A-Z][^\n]{20,}\.$/);
    expect(text.length).toBeLessThan(620);
    expect(text).not.toMatch(/undefined|NaN|\[object|\$\{(?!\{)|\.\.|\s\s| ,/);
  });

  test('weakens no check', () => {
    expect(text).not.toMatch(
      /insecure|GOSUMDB=off|GONOSUM|GOFLAGS=-mod=mod|NODE_TLS|sslVerify|StrictHostKey|chmod 777/i,
    );
    expect(text).not.toMatch(/(delete|remove|rm)[^.]*go\.sum/i);
  });

  test('is not mistaken for a secret', () => expect(createRedactor().redact(text)).toBe(text));
});

test.each(workplaces)('no remedy at %s needs a fact that may be missing', (workplace) => {
  for (const failure of bare) {
    const text = whatToDo(failure, { workplace });
    expect([failure.class, text]).toEqual([
      failure.class,
      expect.not.stringMatching(/undefined|NaN|\s\s| ,|\(\)/),
    ]);
  }
});

test('a terminal has flags and no workflow', () => {
  for (const failure of everyFailure) {
    const text = whatToDo(failure, { workplace: 'terminal' });
    expect(text).not.toMatch(/`with:`|`env:`|secrets\.|setup-go|this runner|in a step|of this job/);
    expect(text).not.toMatch(/`(?:mirrors|private|profile|timeout|cache(?:-dir)?|dns|retries)[`:]/);
  }
});

test('nobody on a GitHub-hosted runner is sent to the owner of a network', () => {
  const exceptions = ['proxy-auth'];
  for (const failure of everyFailure.filter(({ class: name }) => !exceptions.includes(name))) {
    expect([failure.class, whatToDo(failure, { workplace: 'github-hosted' })]).toEqual([
      failure.class,
      expect.not.stringMatching(/whoever runs this/),
    ]);
  }
});

const says = (failure: Failure, workplace: Workplace) => whatToDo(failure, { workplace });
const find = (name: string) => {
  const found = failures.find((failure) => failure.class === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const variant = (name: string) => {
  const found = variants.find(([given]) => given === name);
  if (found === undefined) throw new Error(name);
  return found[1];
};

/** Where the cure differs, in what; where it uses a fact, which. */
test.each<[string, Failure, Partial<Record<Workplace, RegExp>>]>([
  [
    'dns',
    find('dns'),
    {
      'github-hosted': /spelling of mirror\.example in `mirrors`.*public names only.*self-hosted/,
      'self-hosted': /ask whoever runs this network.*`dns`.*HTTPS_PROXY/,
      terminal: /`--dns`/,
    },
  ],
  ['connect-refused', find('connect-refused'), { ghes: /mirror\.example:8443.*allow/ }],
  [
    'connect-timeout',
    find('connect-timeout'),
    {
      'github-hosted': /let GitHub's runners in/,
      'self-hosted': /allow mirror\.example:8443.*`connect-timeout` above 10s/,
      terminal: /`--connect-timeout` above 10s/,
    },
  ],
  ['unreachable', find('unreachable'), { 'github-hosted': /IPv4/, terminal: /VPN/ }],
  ['connection-reset', find('connection-reset'), { ghes: /filter by host name/ }],
  ['tls-handshake', find('tls-handshake'), { terminal: /TLS 1\.2.*above 10s/ }],
  [
    'tls-certificate',
    find('tls-certificate'),
    {
      'github-hosted': /"Corp Root CA".*into the repository.*`ca-certificates: FILE\.pem`/,
      'self-hosted': /"Corp Root CA".*`ca-certificates: \/path/,
      terminal: /`--ca-certificates=\/path/,
    },
  ],
  [
    'an expired certificate',
    variant('an expired certificate'),
    { 'github-hosted': /^Ask whoever runs the mirror to renew/, terminal: /`date -u`/ },
  ],
  [
    'go that trusts the system only',
    variant('go that trusts the system only'),
    { 'github-hosted': /`certutil -addstore Root FILE\.pem`/, 'self-hosted': /^Ask whoever/ },
  ],
  [
    'a forward proxy without Basic',
    variant('a forward proxy without Basic'),
    {
      ghes: /\(cntlm or px\).*`HTTPS_PROXY: http:\/\/127\.0\.0\.1:3128`/,
      terminal: /export HTTPS/,
    },
  ],
  ['another name', variant('a certificate for another name'), { ghes: /by the host that its/ }],
  [
    'proxy-auth',
    find('proxy-auth'),
    {
      'self-hosted': /`https_proxy: http:\/\/\$\{\{ secrets\.PROXY_USER \}\}.*@proxy\.corp:3128`/,
      terminal: /in https_proxy: USER:PASSWORD@ before proxy\.corp:3128/,
    },
  ],
  [
    'proxy-unreachable',
    find('proxy-unreachable'),
    { 'github-hosted': /remove https_proxy/, ghes: /proxy\.corp:3128 in https_proxy/ },
  ],
  [
    'captive-portal',
    find('captive-portal'),
    { 'github-hosted': /root of a module proxy/, terminal: /browser/, ghes: /without a login/ },
  ],
  ['stall', find('stall'), { 'self-hosted': /`stall-timeout` above 15s/ }],
  ['go is silent', variant('a silent go'), { terminal: /`export RUNNER_DEBUG=1`/ }],
  ['truncated', find('truncated'), { ghes: /mirror\.example\/goproxy.*example\.com\/m@v1\.0\.0/ }],
  [
    'http-auth',
    find('http-auth'),
    {
      ghes: /^Give the credentials.*secrets.*forks.*bearer token goes into `mirror-token`/,
      terminal: /~\/\.netrc/,
    },
  ],
  [
    'a 401 of a known server that got nothing',
    variant('401 of artifactory'),
    {
      ghes: /^Artifactory takes an identity token.*`mirror-token`.*secrets.*forks.*permission Read/,
    },
  ],
  [
    'a 403 of a known server that got a token',
    variant('403 of nexus'),
    { ghes: /^Ask.*nx-repository-view-go-.*Renew the token for mirror\.example.*`mirror-token`/ },
  ],
  [
    'a 404 of a server that hides',
    variant('404 of gitlab'),
    { ghes: /GitLab says 404 to missing and to wrong credentials alike.*`read_api`/ },
  ],
  [
    'a netrc entry that is refused',
    variant('a netrc entry that is refused'),
    { ghes: /^Renew the netrc entry for mirror\.example/ },
  ],
  ['a 403', variant('a gatekeeper that says 403'), { ghes: /^Ask whoever runs the mirror/ }],
  [
    'a public mirror that says 403',
    variant('a public mirror that says 403'),
    {
      'github-hosted':
        /^No credentials help.*`go list -m -versions example\.com\/m`.*another entry to `mirrors`/,
    },
  ],
  ['http-throttled', find('http-throttled'), { ghes: /2m of rest/ }],
  ['http-server', find('http-server'), { terminal: /answers 502/ }],
  ['checksum-mismatch', find('checksum-mismatch'), { ghes: /go\.sum:7/ }],
  [
    'sumdb-unreachable',
    find('sumdb-unreachable'),
    { 'self-hosted': /sum\.golang\.org or sum\.golang\.google\.cn/ },
  ],
  [
    'vcs-auth with a token that was refused',
    { ...find('vcs-auth'), detail: "git said: fatal: Authentication failed for 'https://a.test/'" },
    { 'github-hosted': /^The token that git has for example\.com has expired/ },
  ],
  [
    'vcs-auth of an unknown host key',
    { ...find('vcs-auth'), detail: 'Host key verification failed' },
    {
      'self-hosted': /^Put the line that `ssh-keyscan example\.com` prints into `ssh-known-hosts`/,
    },
  ],
  [
    'vcs-auth of another host key',
    { ...find('vcs-auth'), detail: 'Host key for a.test has changed' },
    { ghes: /^The server has another host key.*somebody stands in between/ },
  ],
  [
    'vcs-auth of a refused key',
    { ...find('vcs-auth'), detail: 'git@a.test: Permission denied (publickey)' },
    { terminal: /^Give git a key in `--ssh-key`/ },
  ],
  [
    'vcs-auth',
    find('vcs-auth'),
    {
      'github-hosted': /`git-token: example\.com=\$\{\{ secrets\./,
      ghes: /on this server only/,
      terminal: /`git ls-remote https:\/\/example\.com\/m` work/,
    },
  ],
  [
    'vcs-network',
    find('vcs-network'),
    { 'github-hosted': /example\.com cannot be reached/, ghes: /reach example\.com/ },
  ],
  [
    'cache-corrupt',
    find('cache-corrupt'),
    {
      'github-hosted': /^Change `cache-suffix`/,
      terminal: /^On this machine.*`go clean -modcache`/,
    },
  ],
  [
    'cache-locked',
    find('cache-locked'),
    { 'github-hosted': /earlier step/, 'self-hosted': /`kill 4711`.*GOMODCACHE/ },
  ],
  [
    'cache-service',
    find('cache-service'),
    {
      'github-hosted': /`cache: off`/,
      'self-hosted': /results-receiver.*`cache: local`/,
      ghes: /administrator of this GitHub Enterprise Server/,
      terminal: /`--cache=local`/,
    },
  ],
  [
    'disk-full',
    find('disk-full'),
    { 'github-hosted': /larger runner/, ghes: /`df -h \/home\/runner\/go\/pkg\/mod`/ },
  ],
  [
    'permission',
    find('permission'),
    { 'self-hosted': /`sudo mkdir -p (\S+) && sudo chown -R "\$\(id -u\)" \1`/ },
  ],
  [
    'a full drive',
    variant('a full drive'),
    { 'github-hosted': /^Free space on drive D: .*larger runner/, terminal: /^(?!.*df -h)/ },
  ],
  [
    'a full share',
    variant('a full share'),
    { ghes: /^Free space on the file system of \\\\server/ },
  ],
  [
    'a file that Windows has open',
    variant('a file that Windows has open'),
    { 'self-hosted': /^(?!.*sudo)Make C:\\Users.*scanner/, terminal: /scanner/ },
  ],
  ['/ is not given away', variant('a directory at the root'), { terminal: /^(?!.*chown)/ }],
  ['deadline', find('deadline'), { ghes: /`timeout` above 15m/, terminal: /`--timeout`/ }],
  ['cancelled', find('cancelled'), { ghes: /timeout-minutes/, terminal: /^(?!.*workflow)/ }],
  [
    'what a dependency asks for',
    find('toolchain'),
    {
      ghes: /^Name a Go that is new enough for example\.com\/m@v1\.0\.0 in `go-version`/,
      terminal: /in `--go-version`.*services\/api\/go\.mod:3, a version of example\.com\/m that/,
    },
  ],
  [
    'what go.mod asks for',
    variant('a Go that is too old for go.mod'),
    {
      ghes: /^Have this step install it: `go-version-file: services\/api\/go\.mod`, or .*`go-version`\. Or lower/,
      terminal: /`--go-version-file=services\/api\/go\.mod`.*go\.dev\/dl.*services\/api\/go\.mod:3/,
    },
  ],
  [
    'a toolchain that go could not get',
    variant('a toolchain that go could not get'),
    { ghes: /^Have this step install it: `go-version-file: go\.mod`/ },
  ],
  [
    'a cause',
    variant('a toolchain behind a resolver that is down'),
    {
      'github-hosted':
        /^Check the spelling(?!.*go-version).*works into `mirrors`, or install Go in a step before.*that version, or for none\.$/,
      ghes: /^Check the spelling.*tool cache\) and ask/,
      terminal: /^Check the spelling.*works into `--mirrors`.*go\.dev\/dl/,
    },
  ],
  [
    'what no mirror has',
    variant('a toolchain that no mirror has'),
    {
      ghes: /^Ask for a release that there is(?!.*lower).*exactly or by a range, in `go-version`.*has it into `mirrors`/,
    },
  ],
  [
    'what go.mod asks for and no mirror has',
    variant('a toolchain of go.mod that no mirror has'),
    { terminal: /^Ask for a release.*`--mirrors`.*Or lower .* of services\/api\/go\.mod:3/ },
  ],
  [
    'what no list has',
    variant('a Go that no list has'),
    { ghes: /^Ask for a release(?!.*(?:lower|go-version-file)).*`mirrors`/ },
  ],
  [
    'a Go without a voucher',
    variant('a Go that nobody vouches for'),
    {
      ghes: /^Unset GOSUMDB for this step.*`sum\.golang\.org`(?!.*mirrors).*`toolchain-sum`/,
      terminal: /`--toolchain-sum`/,
    },
  ],
  [
    'a file that names no version',
    variant('a file without a line'),
    { ghes: /^Correct the file that the message names(?!.*mirrors).*`go-version`/ },
  ],
  [
    'a line that names no version',
    variant('a file with a faulty line'),
    { terminal: /^Correct api\/\.go-version:2:(?!.*lower).*`--go-version`, which goes before/ },
  ],
  ['go-missing', find('go-missing'), { 'github-hosted': /actions\/setup-go/, terminal: /PATH/ }],
  ['gosum-missing', find('gosum-missing'), { ghes: /`go mod tidy` in services\/api/ }],
])('%s: what differs, and the facts in it', (_, failure, expected) => {
  for (const [workplace, pattern] of Object.entries(expected)) {
    expect(says(failure, workplace as Workplace)).toMatch(pattern);
  }
});

test.each(workplaces)(
  'at %s no Go that a cause kept away takes more than five steps',
  (workplace) => {
    for (const because of [...failures, ...bare, ...variants.map(([, failure]) => failure)]) {
      const failure: Failure = { class: 'toolchain', detail: 'x', because };
      const { length } = remedyFor(failure, workplace);
      expect([because.class, length <= 5]).toEqual([because.class, true]);
    }
  },
);
