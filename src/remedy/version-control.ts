/** git and its kind, for modules that come `direct`. */

import type { FailureOf } from '../failure.ts';
import { command, host, input, party, type Remedy, type Step, step, variable } from './step.ts';
import { moduleOf, modulePathOf, sourceHostOf } from './subject.ts';
import type { Workplace } from './workplace.ts';

export type VersionControlFailure = FailureOf<
  'vcs-auth' | 'vcs-missing' | 'vcs-not-found' | 'vcs-network'
>;

export function remedyForVersionControl(
  failure: VersionControlFailure,
  workplace: Workplace,
): Remedy {
  const module = moduleOf(failure);
  const source = failure.host ?? sourceHostOf(failure);
  switch (failure.class) {
    case 'vcs-auth':
      return [
        giveGitCredentials(failure, workplace),
        step`Name the pattern of ${module} in ${input('private')}, so that no public mirror hears of it.`,
      ];
    case 'vcs-missing':
      return [
        workplace === 'terminal'
          ? step`Install the version control program that the message names.`
          : step`Install the version control program that the message names in a step before this one (${command('apt-get install -y git')}); the image of a ${'`container:`'} job often lacks it.`,
        proxyBeforeDirect,
      ];
    case 'vcs-not-found':
      return [
        step`Check path and version of ${module} in go.mod: repository, tag and, above v1, the ${'`/vN`'} at its end. ${command(`git ls-remote --tags https://${modulePathOf(failure)}`)} lists the tags.`,
        step`A private repository looks the same without credentials: give git a token that may read it in ${input('git-token')}, and name the pattern in ${input('private')}.`,
      ];
    case 'vcs-network':
      return [
        workplace === 'github-hosted'
          ? step`The host of ${module} has to be public: ${host(source)} cannot be reached from GitHub's runners, or is down. Inside your own network it needs a self-hosted runner.`
          : step`Ask ${party('network')} to allow git to reach ${host(source)}, or set ${variable('HTTPS_PROXY')}, which git heeds as well.`,
        proxyBeforeDirect,
      ];
  }
}

const proxyBeforeDirect: Step = step`Or put a module proxy before ${'`direct`'} in ${input('mirrors')}: then no version control is needed.`;

function giveGitCredentials(failure: VersionControlFailure, workplace: Workplace): Step {
  const source = sourceHostOf(failure);
  const overSsh = giveSshCredentials(failure.detail, moduleOf(failure), source);
  if (overSsh !== undefined) return overSsh;
  const repository = `https://${modulePathOf(failure)}`;
  if (workplace === 'terminal') {
    return step`Make ${command(`git ls-remote ${repository}`)} work without a question: with ${command('gh auth login')}, a credential helper, or an SSH key. If it is refused, ask ${party('repository')}.`;
  }
  const base = source.includes('.') && !source.includes(' ') ? source : 'HOST';
  const line = `${base}=\${{ secrets.MODULES_TOKEN }}`;
  if (/Authentication failed/.test(failure.detail)) {
    return step`The token that git has for ${base} has expired, or may not read ${moduleOf(failure)}: ask ${party('repository')} for another, and put it into ${input('git-token', line)}.`;
  }
  const limit =
    workplace === 'ghes'
      ? 'GITHUB_TOKEN reads this repository on this server only'
      : 'GITHUB_TOKEN reads this repository only';
  return step`Give git a token that may read ${moduleOf(failure)}: ${input('git-token', line)}. ${limit}; for another ask ${party('repository')}.`;
}

/** By the words of ssh; undefined where it was not ssh that refused. */
function giveSshCredentials(said: string, module: string, source: string): Step | undefined {
  if (/has changed|REMOTE HOST IDENTIFICATION/.test(said)) {
    return step`The server has another host key than ${input('ssh-known-hosts')} or known_hosts says. Ask ${party('repository')} whether it was changed, and if so replace the line; if it was not, somebody stands in between.`;
  }
  if (/host key is known|Host key verification failed/.test(said)) {
    return step`Put the line that ${command(`ssh-keyscan ${source}`)} prints into ${input('ssh-known-hosts')}, once its fingerprint is the one that the server's owner publishes (${command('ssh-keygen -lf FILE')} shows it).`;
  }
  if (/Permission denied \(/.test(said)) {
    return step`Give git a key in ${input('ssh-key')} that may read ${module}: the server accepted none. Ask ${party('repository')} to add its public half, for instance as a deploy key.`;
  }
  return undefined;
}
