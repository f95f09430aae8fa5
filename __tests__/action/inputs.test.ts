import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RawInputs } from '../../src/action/input-sources.ts';
import { inputTable } from '../../src/action/input-table.ts';
import { parseInputs, type Settings } from '../../src/action/inputs.ts';
import { outputNames } from '../../src/action/outputs.ts';
import { limitsFor } from '../../src/resilience/profiles.ts';

const defaults: Settings = {
  mirrorsText: undefined,
  mirrorTokens: [],
  fallback: undefined,
  privatePatterns: undefined,
  gitTokens: [],
  limits: limitsFor('public'),
  profile: 'public',
  concurrency: 64,
  workingDirectories: [],
  cache: 'auto',
  cacheSuffix: '',
  cacheMaxBytes: 5_000_000_000,
  offline: 'auto',
  relay: 'step',
  diagnose: 'on-failure',
  dnsServers: [],
  caCertificates: [],
};

test.each<[string, RawInputs, Partial<Settings>]>([
  ['nothing given', {}, {}],
  ['blank values', { mirrors: ' \n ', timeout: '', cache: ' ', private: ' , ' }, {}],
  [
    'mirrors as written',
    { mirrors: '\nhttps://u:p@mirror.example/go\ndefault\n' },
    { mirrorsText: 'https://u:p@mirror.example/go\ndefault' },
  ],
  ['a fallback', { fallback: 'not-found' }, { fallback: 'not-found' }],
  [
    'tokens of mirrors',
    { mirrors: 'https://a.example', 'mirror-token': '\n  A.example:443 = x\n'.replace(' = ', '=') },
    {
      mirrorsText: 'https://a.example',
      mirrorTokens: [{ host: 'a.example', token: 'x', line: 1 }],
    },
  ],
  [
    'patterns in lines and commas',
    { private: 'example.com/team, *.corp.example\n  rsc.io/secret ' },
    { privatePatterns: 'example.com/team,*.corp.example,rsc.io/secret' },
  ],
  [
    'a token for the server of the job',
    { 'git-token': ' ghp_0123456789 ' },
    { gitTokens: [{ host: undefined, username: undefined, token: 'ghp_0123456789' }] },
  ],
  [
    'a host key',
    { 'ssh-known-hosts': 'git.test ssh-ed25519 AAAAC3' },
    { sshKnownHosts: { text: 'git.test ssh-ed25519 AAAAC3\n', hosts: ['git.test'] } },
  ],
  [
    'single limits over a profile',
    { profile: 'intranet', timeout: '1m30s', 'connect-timeout': '250ms', retries: '0' },
    {
      profile: 'intranet',
      limits: limitsFor('intranet', { deadlineMs: 90_000, connectMs: 250, retries: 0 }),
    },
  ],
  [
    'a stall limit',
    { 'stall-timeout': '40s' },
    { limits: limitsFor('public', { stallMs: 40_000 }) },
  ],
  ['as many requests as are good', { concurrency: 'auto' }, {}],
  ['one request at a time', { concurrency: '1' }, { concurrency: 1 }],
  ['the most requests', { concurrency: '64' }, { concurrency: 64 }],
  [
    'several directories',
    { 'working-directory': 'api\n\n  services/*  \n' },
    { workingDirectories: ['api', 'services/*'] },
  ],
  ['no network at all', { offline: 'always' }, { offline: 'always' }],
  ['no cache', { cache: 'off' }, { cache: 'off' }],
  ['the cache service', { cache: 'github' }, { cache: 'github' }],
  ['a cache directory', { 'cache-dir': '/srv/cache' }, { cacheDirectory: '/srv/cache' }],
  ['a suffix', { 'cache-suffix': 'linux-1.2' }, { cacheSuffix: 'linux-1.2' }],
  ['a size', { 'cache-max-size': '1.5GiB' }, { cacheMaxBytes: 1_610_612_736 }],
  ['a bare number of bytes', { 'cache-max-size': '500000' }, { cacheMaxBytes: 500_000 }],
  ['no limit of size', { 'cache-max-size': 'none' }, { cacheMaxBytes: undefined }],
  ['no relay', { relay: 'off' }, { relay: 'off' }],
  ['a diagnosis of every run', { diagnose: 'always' }, { diagnose: 'always' }],
  [
    'name servers in lines and commas',
    { dns: '192.0.2.53, [2001:db8::53]:5353\n192.0.2.54:53' },
    { dnsServers: ['192.0.2.53', '[2001:db8::53]:5353', '192.0.2.54:53'] },
  ],
])('%s', (_, raw, changes) => {
  expect(parseInputs(raw)).toEqual({ settings: { ...defaults, ...changes } });
});

test.each<[string, RawInputs, RegExp]>([
  [
    'an unknown word',
    { fallback: 'never' },
    /^fallback: "never" is not one of any-error, not-found$/,
  ],
  [
    'a word in other letters',
    { profile: 'Public' },
    /^profile: "Public" is not one of intranet, public, cross-border$/,
  ],
  [
    'a cache of another kind',
    { cache: 's3' },
    /^cache: "s3" is not one of auto, github, local, off$/,
  ],
  ['an unknown diagnosis', { diagnose: 'sometimes' }, /^diagnose: "sometimes" is not one of /],
  ['a name for a name server', { dns: 'dns.example' }, /^dns: entry 1 is not an IP address/],
  ['an unknown offline', { offline: 'yes' }, /^offline: "yes" is not one of auto, always, never$/],
  ['an unknown relay', { relay: 'job' }, /^relay: "job" is not one of step, off$/],
  ['a number without a unit', { timeout: '30' }, /^timeout: "30" is not a duration .*15s/],
  ['a duration of nothing', { 'stall-timeout': '0s' }, /^stall-timeout: "0s"/],
  ['a duration that overflows timers', { 'connect-timeout': '600h' }, /^connect-timeout: .*24h/],
  [
    'a fraction of a retry',
    { retries: '1.5' },
    /^retries: "1.5" is not a whole number from 0 to 100$/,
  ],
  ['a negative number', { retries: '-1' }, /^retries: "-1"/],
  ['too many retries', { retries: '101' }, /^retries: "101"/],
  [
    'no request at all',
    { concurrency: '0' },
    /^concurrency: "0" is not auto or a whole number from 1 to 64$/,
  ],
  ['too many requests', { concurrency: '65' }, /^concurrency: "65"/],
  ['a suffix with a separator', { 'cache-suffix': 'a_b' }, /^cache-suffix: "a_b".*letters, digits/],
  ['a long suffix', { 'cache-suffix': 'a'.repeat(129) }, /^cache-suffix: the value given/],
  ['a control character', { 'cache-dir': '/srv/\u0000' }, /^cache-dir: "\/srv\/\\u0000"/],
  [
    'a size of nothing',
    { 'cache-max-size': '0' },
    /^cache-max-size: "0" is neither none nor a size.*2GB/,
  ],
  ['a size in another unit', { 'cache-max-size': '2 cups' }, /^cache-max-size: "2 cups"/],
  ['a broken pattern', { private: 'example.com/[a' }, /^private: /],
  [
    'a token for a mirror that is not there',
    { mirrors: 'https://a.example', 'mirror-token': 'b.example=word' },
    /^mirror-token: line 1: no mirror has this host and port \(a\.example\); expected HOST=TOKEN/,
  ],
  [
    'a token without the relay, which alone could send it',
    { relay: 'off', 'mirror-token': 'a.example=word' },
    /^relay: off leaves nobody to send the mirror-token/,
  ],
  [
    'a limited mirror without the relay',
    { relay: 'off', mirrors: 'https://a.example only=corp/*' },
    /^relay: off takes away what keeps the modules of only=/,
  ],
  ['a pattern that matches nothing', { mirrors: 'a.example only=/x' }, /^mirrors: line 1: only=, /],
  ['a token of two words', { 'git-token': 'hunter2 hunter3' }, /^git-token: line 1 holds a char/],
  ['a public key', { 'ssh-key': 'ssh-ed25519 AAAA' }, /^ssh-key: is the public half/],
  [
    'a host alone',
    { 'ssh-known-hosts': 'git.test' },
    /^ssh-known-hosts: line 1 is not of the form/,
  ],
  ['a mirror that is no URL', { mirrors: 'ftp://mirror.example' }, /^mirrors: /],
])('%s is one problem with what would be accepted', (_, raw, problem) => {
  expect(parseInputs(raw)).toEqual({ problems: [expect.stringMatching(problem)] });
});

test('all problems come at once', () => {
  const parsed = parseInputs({
    mirrors: 'ftp://a.example\ngopher://b.example',
    'mirror-token': 'x',
    fallback: 'x',
    private: '[',
    'git-token': 'x y',
    'ssh-key': 'x',
    'ssh-known-hosts': 'x',
    retries: 'x',
    profile: 'x',
    timeout: 'x',
    'connect-timeout': 'x',
    'stall-timeout': 'x',
    concurrency: 'x',
    'go-version': 'tip',
    'go-version-file': '\u0000x',
    'toolchain-sum': 'x',
    cache: 'x',
    'cache-max-size': 'x',
    'cache-suffix': '/',
    offline: 'x',
    relay: 'x',
    diagnose: 'x',
    dns: 'x',
  });
  const problems = 'problems' in parsed ? parsed.problems : [];
  const inputs = problems.map((problem) => problem.split(':')[0]);
  expect(inputs.filter((name) => name === 'mirrors')).toHaveLength(2);
  expect(new Set(inputs)).toEqual(
    new Set(inputTable.map(({ name }) => name).filter((name) => !/dir|ca-/.test(name))),
  );
});

describe.each([
  'https://user:S3cr3tPassw0rd@h:x/',
  'https://S3cr3tPassw0rd',
  'user:S3cr3tPassw0rd@h',
  'ok.example,S3cr3tPassw0rd@',
])('%s in the wrong input is not repeated', (value) => {
  test.each(inputTable.map(({ name }) => name))('%s', (name) => {
    const parsed = parseInputs({ [name]: value });
    const problems = 'problems' in parsed ? parsed.problems : [];
    expect(problems.join('\n')).not.toContain('S3cr3tPassw0rd');
  });
});

test('no text makes the reading throw', () => {
  const anyText = fc.option(fc.string({ unit: 'binary', maxLength: 40 }), { nil: undefined });
  const anyInputs = fc.record(Object.fromEntries(inputTable.map(({ name }) => [name, anyText])));
  fc.assert(
    fc.property(anyInputs, (raw) => {
      const given = Object.fromEntries(
        Object.entries(raw).filter(([, value]) => value !== undefined),
      );
      const parsed = parseInputs(given as RawInputs);
      expect('settings' in parsed || parsed.problems.length > 0).toBe(true);
    }),
  );
});

describe('action.yml', () => {
  const sectionOf = async (section: string): Promise<string[]> => {
    const text = await readFile('action.yml', 'utf8');
    const [, body = ''] = new RegExp(`^${section}:\\n((?: .*\\n|\\n)*)`, 'm').exec(text) ?? [];
    return [...body.matchAll(/^ {2}([a-z-]+):$/gm)].map(([, name = '']) => name);
  };
  test('has the inputs of the table', async () => {
    expect(await sectionOf('inputs')).toEqual(inputTable.map(({ name }) => name));
  });
  test('has the outputs that a run sets', async () => {
    expect(await sectionOf('outputs')).toEqual(outputNames);
  });
});
