import { expect, test } from '@jest/globals';
import { type GitToken, parseGitTokens, usernameFor } from '../../src/git/token-input.ts';

const bare = (token: string): GitToken => ({ host: undefined, username: undefined, token });
const at = (host: string, token: string, username?: string): GitToken => ({
  host,
  username,
  token,
});

test.each<[string, string, readonly GitToken[]]>([
  ['nothing', '', []],
  ['one token', 'ghp_0123456789', [bare('ghp_0123456789')]],
  ['a token in base64', 'aGVsbG8=', [bare('aGVsbG8=')]],
  ['a token with dots in base64', 'v1.aGVs==', [bare('v1.aGVs==')]],
  ['a token with a "=" inside', 'abc=def', [bare('abc=def')]],
  ['a host', 'Git.Corp.Example=t0ken', [at('git.corp.example', 't0ken')]],
  ['spaces around the sign', ' git.corp.example = t0ken ', [at('git.corp.example', 't0ken')]],
  ['a host with a port', 'git:8443=t0ken', [at('git:8443', 't0ken')]],
  ['a host as a URL', 'https://git.corp.example/=t0ken', [at('git.corp.example', 't0ken')]],
  ['this machine', 'localhost=t0ken', [at('localhost', 't0ken')]],
  ['a user name', 'gitlab.com=deploy:t0:ken', [at('gitlab.com', 't0:ken', 'deploy')]],
  ['a token that ends with "="', 'git.corp.example=abc==', [at('git.corp.example', 'abc==')]],
  [
    'several lines, one for the own server',
    'github.com=a\r\n\n  ghp_1\ngitlab.com=b\n',
    [at('github.com', 'a'), bare('ghp_1'), at('gitlab.com', 'b')],
  ],
])('%s', (_, text, tokens) => {
  expect(parseGitTokens(text)).toEqual({ tokens, problems: [] });
});

test.each<[string, string, RegExp]>([
  [
    'an empty secret',
    'git.corp.example=',
    /^line 1 has no token after git\.corp\.example=.*forks$/,
  ],
  ['plain http', 'http://git.corp.example=t0ken', /^line 1 names a host with http:/],
  ['a path', 'https://git.corp.example/team=t0ken', /^line 1 has no host before its "="/],
  ['two words', 'git.corp.example=t0ken more', /^line 1 holds a character that no token has/],
  ['a control character', 't0ken\u0000', /^line 1 holds a character/],
  ['a host twice', 'a.test=t0ken\nA.test=t0ken', /^line 2 is a second token for a\.test$/],
  ['two for the own server', 't0ken\nt1ken', /^line 2 is a second token for the job's server$/],
])('%s is one problem, without the token', (_, text, problem) => {
  const { problems } = parseGitTokens(text);
  expect(problems).toEqual([expect.stringMatching(problem)]);
  expect(problems.join()).not.toContain('t0ken');
});

test.each([
  ['github.com', 'x-access-token'],
  ['gitlab.com', 'oauth2'],
  ['gitlab-ee.corp.example', 'oauth2'],
  ['code.gitlab.corp.example:8443', 'oauth2'],
  ['bitbucket.org', 'x-token-auth'],
  ['git.corp.example', 'x-access-token'],
])('the user name at %s is %s', (host, username) => {
  expect(usernameFor(host)).toBe(username);
});
