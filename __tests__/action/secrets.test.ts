import { expect, test } from '@jest/globals';
import type { Reporter } from '../../src/action/reporter.ts';
import { hideSecretsOfEnvironment } from '../../src/action/secrets.ts';
import { createRedactor } from '../../src/redact.ts';

test.each<[string, Record<string, string>]>([
  ['a forward proxy', { HTTPS_PROXY: 'http://bot:hunter2-token@proxy.example:3128' }],
  ['one in lower case', { https_proxy: 'http://bot:hunter2-token@proxy.example:3128' }],
  ['one without a scheme, as Go takes it', { HTTP_PROXY: 'bot:hunter2-token@proxy.example:3128' }],
  ['a module proxy', { GOPROXY: 'https://a.example|https://bot:hunter2-token@b.example,direct' }],
  ['the input', { INPUT_MIRRORS: 'default\nhttps://bot:hunter2-token@b.example' }],
  ['the token of a mirror', { 'INPUT_MIRROR-TOKEN': 'a.example=x\nb.example=hunter2-token' }],
  ['one as a shell sets it', { INPUT_MIRROR_TOKEN: 'b.example:8443=hunter2-token' }],
  ['one without its mirror', { INPUT_MIRROR_TOKEN: 'hunter2-token' }],
  ['an encoded password', { GOPROXY: 'https://bot:hunter2%2Dtoken@b.example' }],
])('the password in %s is unprintable from then on', (_name, env) => {
  const masks: string[] = [];
  const redactor = createRedactor();
  const reporter = { addMask: (secret: string) => masks.push(secret) } as unknown as Reporter;
  hideSecretsOfEnvironment(env, redactor, reporter);
  expect(masks).toContain('hunter2-token');
  expect(redactor.redact('it is hunter2-token, is it?')).toBe('it is ***, is it?');
});

test('a password is masked as its header has it, too', () => {
  const masks: string[] = [];
  const reporter = { addMask: (secret: string) => masks.push(secret) } as unknown as Reporter;
  const env = { GOPROXY: 'https://TOKEN-as-user@a.example,https://bot:pa%2Fss@b.example' };
  hideSecretsOfEnvironment(env, createRedactor(), reporter);
  const header = (text: string) => Buffer.from(text).toString('base64');
  expect(masks).toEqual([
    'TOKEN-as-user',
    header('TOKEN-as-user:'),
    'bot',
    'pa/ss',
    header('bot:pa/ss'),
  ]);
});

test.each([
  'http://fellow:pa,ss|w0rd@proxy.example:3128',
  'http://fellow:pa,ss%7Cw0rd@proxy.example:3128',
  'fellow:pa,ss|w0rd@proxy.example:3128',
  'http://fellow:pa/ss w0rd@proxy.example:3128',
  'http://fellow:pa@ss:w0rd@proxy.example:3128',
])('no part of %s is left, also where a server sends the header back', (url) => {
  const redactor = createRedactor();
  const reporter = { addMask: () => {} } as unknown as Reporter;
  hideSecretsOfEnvironment({ HTTPS_PROXY: url }, redactor, reporter);
  const [, password = ''] = /fellow:(.*)@/.exec(decodeURIComponent(url)) ?? [];
  const header = Buffer.from(`fellow:${password}`).toString('base64').replace(/=+$/, '');
  expect(redactor.redact(`${url} fellow ${password} ${header}`)).toMatch(
    /^(http:\/\/)?\*\*\*@proxy\.example:3128 \*\*\* \*\*\* \*\*\*$/,
  );
});
