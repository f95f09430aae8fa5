/**
 * The inputs of the action, once: action.yml, `--help` and the reading of variables and flags all follow this table.
 */

export interface InputDescription {
  readonly name: string;
  /** What stands where a value belongs, in `--help`. */
  readonly value: string;
  /** What happens without it. */
  readonly defaultText: string;
  readonly meaning: string;
  /** True where a value may hold several lines, so that a flag may come several times. */
  readonly isList?: boolean;
}

export const inputTable = [
  {
    name: 'mirrors',
    value: 'LIST',
    defaultText: "the job's own GOPROXY",
    meaning:
      'module proxies in order of preference: https://…, file://…, default (the proxy this Go ships with), direct, off; URL only=PATTERN for a mirror of these modules alone',
    isList: true,
  },
  {
    name: 'mirror-token',
    value: 'HOST=TOKEN',
    defaultText: 'none',
    meaning: 'bearer tokens of mirrors by host, or host and port; only their mirror gets them',
    isList: true,
  },
  {
    name: 'fallback',
    value: 'any-error|not-found',
    defaultText: 'any-error',
    meaning: 'when the next mirror may be asked; not-found for a proxy that must not be bypassed',
  },
  {
    name: 'private',
    value: 'PATTERNS',
    defaultText: 'GOPRIVATE',
    meaning: 'patterns of module paths that are never sent to a public mirror',
    isList: true,
  },
  {
    name: 'git-token',
    value: 'TOKEN|LINES',
    defaultText: 'none',
    meaning:
      "what git says to the job's server, or in lines of host=token to others, for private modules that come direct",
    isList: true,
  },
  {
    name: 'ssh-key',
    value: 'KEY',
    defaultText: 'none',
    meaning: 'private key, without a passphrase, that git opens private repositories with over SSH',
  },
  {
    name: 'ssh-known-hosts',
    value: 'LINES',
    defaultText: "the machine's known_hosts",
    meaning: 'host keys, as ssh-keyscan prints them, that SSH servers must have',
  },
  {
    name: 'retries',
    value: 'NUMBER',
    defaultText: 'by profile: 2, 5 or 8',
    meaning: 'further attempts per file after the first, over all mirrors',
  },
  {
    name: 'profile',
    value: 'intranet|public|cross-border',
    defaultText: 'public',
    meaning: 'time limits and retries for one kind of network',
  },
  {
    name: 'timeout',
    value: 'DURATION',
    defaultText: 'by profile: 10m, 15m or 30m',
    meaning: 'deadline of the whole step',
  },
  {
    name: 'connect-timeout',
    value: 'DURATION',
    defaultText: 'by profile: 5s, 10s or 15s',
    meaning: 'limit for one connection: name, TCP, forward proxy and TLS together',
  },
  {
    name: 'stall-timeout',
    value: 'DURATION',
    defaultText: 'by profile: 10s, 15s or 30s',
    meaning:
      'longest silence inside an answer; a longer one than the profile has also extends the wait for its first byte',
  },
  {
    name: 'concurrency',
    value: 'auto|NUMBER',
    defaultText: 'auto',
    meaning: 'most requests for modules in flight, 1 to 64; auto is 64, at most 48 to one mirror',
  },
  {
    name: 'working-directory',
    value: 'DIRECTORIES',
    defaultText: 'the root, or every module below it',
    meaning: 'directories with go.work or go.mod, globs allowed',
    isList: true,
  },
  {
    name: 'go-version',
    value: 'VERSION',
    defaultText: 'the go on PATH if it is enough for go.mod, else what go.mod asks for',
    meaning:
      'the Go to use, installed where it is missing: 1.25.3, 1.26rc1, the newest patch of 1.25 or 1.25.x, a range such as ^1.24 or ">=1.23 <1.26", stable or oldstable',
  },
  {
    name: 'go-version-file',
    value: 'FILE',
    defaultText: 'none',
    meaning:
      'file that says which: go.mod or go.work (toolchain line, else go line), .tool-versions, .go-version; relative to the root; go-version goes before it',
  },
  {
    name: 'toolchain-sum',
    value: 'h1:HASH',
    defaultText: 'what the checksum database says',
    meaning:
      'hash that the zip of the Go to install must have; with GOSUMDB=off no Go is installed without it',
  },
  {
    name: 'cache',
    value: 'auto|github|local|off',
    defaultText: 'auto',
    meaning:
      "where modules are kept between runs: GitHub's cache service, a local directory, or nowhere; auto takes the service where the job has one",
  },
  {
    name: 'cache-dir',
    value: 'DIRECTORY',
    defaultText: 'below RUNNER_TOOL_CACHE, or the cache directory of the user',
    meaning: 'directory of the local cache',
  },
  {
    name: 'cache-max-size',
    value: 'SIZE|none',
    defaultText: '5GB',
    meaning:
      'size of the local cache above which what was not used for longest is removed, such as 500MB, 2GB, 1.5GiB or a number of bytes',
  },
  {
    name: 'cache-suffix',
    value: 'TEXT',
    defaultText: 'none',
    meaning: 'part of the cache key; another one starts with an empty cache',
  },
  {
    name: 'offline',
    value: 'auto|always|never',
    defaultText: 'auto',
    meaning:
      'auto: when no mirror answers, what is already here is enough if no module is missing; always: no connection is made at all',
  },
  {
    name: 'relay',
    value: 'step|off',
    defaultText: 'step',
    meaning: 'off: plain go, run again where that may help',
  },
  {
    name: 'diagnose',
    value: 'always|on-failure|never',
    defaultText: 'on-failure',
    meaning: 'when every mirror is looked into, layer by layer; takes 20 s at most',
  },
  {
    name: 'dns',
    value: 'ADDRESSES',
    defaultText: "the system's resolver",
    meaning:
      'name servers that the relay and the diagnosis ask, never go or git: IP addresses, with or without a port',
    isList: true,
  },
  {
    name: 'ca-certificates',
    value: 'FILES|PEM',
    defaultText: 'those the system trusts',
    meaning:
      'certificate authorities to trust as well: PEM files, relative to the root, or PEM text; for the relay, the cache client, git and go',
    isList: true,
  },
] as const satisfies readonly InputDescription[];

export type InputName = (typeof inputTable)[number]['name'];

/** The text of `--help`: one paragraph per input. */
export function helpText(): string {
  const inputs = inputTable.map(
    ({ name, value, meaning, defaultText }) =>
      `  --${name}=${value}\n      ${meaning}\n      default: ${defaultText}`,
  );
  return [
    'Fetches every Go module that the projects here need, verified against go.sum.',
    '',
    'Each input is a flag or a variable INPUT_<NAME> (upper case, "-" may be "_"); a flag wins.',
    'A list holds several values in several lines, or comes from several flags.',
    'Flags are visible to other users of this machine: put credentials into variables.',
    '',
    ...inputs,
    '  doctor [MIRROR …]',
    '      instead of all that: looks into the mirrors, layer by layer, and downloads nothing; flags are written --NAME=VALUE',
    '  bundle-modules [--include-private] DIRECTORY',
    '      instead of all that: writes all modules into a directory that serves as a mirror where there is no network',
    '  --help',
    '      this text',
    '',
  ].join('\n');
}
