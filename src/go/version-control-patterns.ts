/** What git and its kind say, and what `go` says of a repository. */
import type { TextRule } from './text-rule.ts';

export const versionControlRules: readonly TextRule[] = [
  {
    class: 'vcs-auth',
    pattern:
      /terminal prompts disabled|could not read (?:Username|Password)|Authentication failed for|Permission denied \(publickey|Host key verification failed|returned error: 40[13]|UNPROTECTED PRIVATE KEY|authorization failed|E170001|E215004/,
  },
  {
    class: 'vcs-missing',
    pattern:
      /"(?:git|hg|svn|bzr|fossil)": executable file not found|missing (?:Git|Mercurial|Subversion|Bazaar|Fossil) command/,
  },
  // `go` hides why: 401, 403, 404, 500, DNS and refused connections all end in this sentence (measured).
  { class: 'vcs-network', pattern: /no secure protocol found for repository/ },
  {
    class: 'vcs-not-found',
    pattern:
      /git (?:ls-remote|fetch|init)[\s\S]*?exit status 128[\s\S]*?(?:repository '.*' not found|Repository not found|does not appear to be a git repository|couldn't find remote ref)/,
  },
  {
    class: 'vcs-network',
    pattern: /\b(?:git|hg|svn|bzr|fossil) [a-z][\w-]*\b.*exit status \d+/,
  },
  {
    class: 'vcs-not-found',
    pattern:
      /unrecognized import path .*(?:: 40[34]|: 410|no go-import meta tags|is not a valid import path|malformed)|unknown revision \S|no matching versions for query/,
  },
  // The repository is there, and the version that go.mod names is not in it, or is another module's.
  {
    class: 'vcs-not-found',
    pattern:
      /invalid pseudo-version: |at revision \S|ambiguous revision|revision does not exist locally|repository rooted at|mismatched repo/,
  },
  { class: 'vcs-network', pattern: /unrecognized import path/ },
];
