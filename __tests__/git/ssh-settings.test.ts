import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { addParameters } from '../../src/git/config-parameters.ts';
import { sshCommand, sshSettings } from '../../src/git/ssh-settings.ts';

const limits = { connectMs: 9_500, stallMs: 15_000 };

/** What ssh itself makes of the command, through the shell that git starts it in. */
function read(command: string): ReadonlyMap<string, string> {
  const output = execFileSync('sh', ['-c', `${command} -F none -G git@git.test`], {
    encoding: 'utf8',
  });
  return new Map(
    output.split('\n').map((line) => [line.replace(/ .*/, ''), line.replace(/^\S+ ?/, '')]),
  );
}

describe('ssh understands', () => {
  test('limits, and no question to anybody', () => {
    const options = read(sshCommand({ own: undefined, ...limits }));
    expect(Object.fromEntries(options)).toMatchObject({
      batchmode: 'yes',
      connecttimeout: '10',
      controlmaster: 'false',
      serveraliveinterval: '15',
      serveralivecountmax: '1',
      stricthostkeychecking: 'ask',
    });
  });

  test('a key and known hosts in a directory with a strange name', () => {
    const [keyFile, knownHostsFile] = ["/tmp/it's 100%/key", '/tmp/$HOME `a`/known'];
    const options = read(sshCommand({ own: undefined, ...limits, keyFile, knownHostsFile }));
    expect(Object.fromEntries(options)).toMatchObject({
      identitiesonly: 'yes',
      stricthostkeychecking: 'true',
      updatehostkeys: 'false',
    });
    // Printed as they are written, before ssh expands them.
    expect(options.get('identityfile')).toContain("/tmp/it's 100%%/key");
    expect(options.get('userknownhostsfile')).toContain('/tmp/$HOME `a`/known');
  });

  test('what the job has for itself, before ours', () => {
    const own = 'ssh -l somebody -o ConnectTimeout=3';
    const options = read(sshCommand({ own, ...limits }));
    expect([options.get('user'), options.get('connecttimeout')]).toEqual(['somebody', '3']);
  });
});

test.each<[string, readonly string[], readonly string[], string, string]>([
  ['no pattern', ['git.test'], [], 'https://git.test/a/b.git', 'ssh://git@git.test/a/b.git'],
  ['a port', ['git.test:2222'], [], 'https://git.test/a', 'ssh://git@git.test:2222/a'],
  ['another host', ['git.test'], [], 'https://other.test/a', 'https://other.test/a'],
  ['a glob for the host', ['a.test'], ['*.test'], 'https://a.test/b', 'ssh://git@a.test/b'],
  ['a pattern for it', ['a.test'], ['a.test/t/*'], 'https://a.test/t/b', 'ssh://git@a.test/t/b'],
  ['beside the pattern', ['a.test'], ['a.test/t/*'], 'https://a.test/u/b', 'https://a.test/u/b'],
  [
    'one repository',
    ['a.test'],
    ['a.test/t/b'],
    'https://a.test/t/b.git',
    'ssh://git@a.test/t/b.git',
  ],
  ['patterns for others only', ['a.test'], ['b.test'], 'https://a.test/t/b', 'https://a.test/t/b'],
])('git over SSH: %s', (_, hosts, patterns, url, expected) => {
  const parameters = addParameters(undefined, sshSettings(hosts, patterns));
  const env = { PATH: process.env['PATH'], HOME: '/none', GIT_CONFIG_PARAMETERS: parameters };
  const rewritten = execFileSync('git', ['ls-remote', '--get-url', url], {
    env: { ...env, GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
  });
  expect(rewritten).toBe(`${expected}\n`);
});
