/** What this machine, its settings and the files of the project make `go` say. */
import type { TextRule } from './text-rule.ts';

const machineRules: readonly TextRule[] = [
  {
    class: 'disk-full',
    pattern: /no space left on device|disk quota exceeded|not enough space on the disk/,
  },
  // On Linux `go` waits for a lock without a word; these are systems and file systems that refuse one.
  {
    class: 'cache-locked',
    pattern:
      /no locks available|used by another process|another process has locked|Another git process seems to be running|\bR?Lock (?:\/|[A-Za-z]:\\)[^\n]*: /,
  },
  {
    class: 'permission',
    pattern:
      /read-only file system|permission denied(?! \(publickey)|operation not permitted|detected dubious ownership|could not create module cache|too many open files|: Access is denied\.|The media is write protected/,
  },
];

const settingRules: readonly TextRule[] = [
  {
    class: 'input',
    pattern:
      /GOMODCACHE entry is relative|GOPATH entry is relative|cannot find GOROOT directory|neither (?:GOMODCACHE nor GOPATH is|GOPATH nor GOMODCACHE are) set|missing \$GOPATH|could not be located: GOCACHE|GOCACHE is not an absolute path/,
  },
  {
    class: 'input',
    pattern:
      /no modules specified|go\.mod file not found|no go\.mod file|cannot find main module|no modules were found in the current workspace/,
  },
  {
    class: 'input',
    pattern:
      /parsing [$%]GOFLAGS|provided but not defined|invalid (?:\w+ )?value .* for flag|-mod=\S+ not supported|-mod may only be set to|-modfile(?:=\S+)?(?: cannot be used|: file does not have)/,
  },
  {
    class: 'input',
    pattern:
      /environment setting GO111MODULE|disabled by GO111MODULE=off|invalid GOWORK|unknown GOEXPERIMENT|invalid GOTOOLCHAIN/,
  },
  // git's own: GIT_ALLOW_PROTOCOL, or protocol.*.allow in its configuration.
  { class: 'input', pattern: /transport '\w+' not allowed/ },
];

const fileRules: readonly TextRule[] = [
  {
    class: 'module-file',
    pattern:
      /^malformed go\.sum:|errors? (?:parsing|loading) \S*go\.(?:mod|work)|(?:^|: )parsing \S*go\.mod:|module declares its path as|malformed (?:module|import) path|module path is reserved/m,
  },
  {
    class: 'module-file',
    pattern:
      /replacement (?:directory|module) .* does not exist|replaced by .*: reading .*go\.mod|conflicting replacements/,
  },
  {
    class: 'module-file',
    pattern:
      /not a known dependency|updates to go\.(?:mod|work) needed|(?:cannot load )?module .* listed in go\.work file|(?:^|: )reading go\.work: /m,
  },
  { class: 'toolchain', pattern: /requires go >= \S+ \(running go|cannot find "go\S+" in PATH/ },
  { class: 'toolchain', pattern: /download go\S+ for \S+: toolchain not available/ },
  { class: 'toolchain', pattern: /^(?:go: )?(?:exec go\d[\w.]*: |.*invalid toolchain)/m },
  {
    class: 'toolchain',
    pattern: /^(?:go: )?download go\d[\w.]*: /m,
    hasReason: true,
  },
  {
    class: 'vendor',
    pattern: /inconsistent vendoring in|reading modules\.txt for vendor directory/,
  },
];

export const localRules: readonly TextRule[] = [...machineRules, ...settingRules, ...fileRules];
