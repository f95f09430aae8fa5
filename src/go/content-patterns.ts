/** What `go` says about bytes: those that go.sum and the checksum database refuse, and those that are no module. */
import type { TextRule } from './text-rule.ts';

/** Beginning of an error line, after what `go`, `-x` or a source position put in front. */
const start = String.raw`^(?:go: |-> |\S+\.go:\d+:\d+: )?`;

export const checksumRules: readonly TextRule[] = [
  {
    class: 'checksum-mismatch',
    pattern: /verifying .*checksum mismatch[\s\S]*?\n\tgo\.(?:work\.)?sum:/,
  },
  {
    class: 'sumdb-mismatch',
    pattern:
      /verifying (?:go\.mod|module): checksum mismatch[\s\S]*?\n\t\S+: h1:|checksum missing from sumdb response|cannot authenticate record data|no verifiable signatures|SECURITY ERROR/,
  },
  // The state file lies outside the module cache: $GOPATH/pkg/sumdb/<name>/latest.
  { class: 'cache-corrupt', pattern: /initializing sumdb\.Client|malformed note/ },
  {
    class: 'input',
    pattern: /invalid GOSUMDB|missing GOSUMDB|invalid sumdb name|disabled by GOSUMDB=off/,
  },
  {
    class: 'sumdb-unreachable',
    pattern: /verifying (?:go\.mod|module): /,
    hasReason: true,
  },
  { class: 'gosum-missing', pattern: /missing go\.sum entry|updates to go\.sum needed/ },
];

export const contentRules: readonly TextRule[] = [
  // The path in front tells a file of the module cache from one that was just fetched.
  {
    class: 'cache-corrupt',
    pattern: new RegExp(
      `${start}unzip .*: (?:zip: not a valid zip file|flate: corrupt|.*checksum)`,
      'm',
    ),
  },
  // Lines of `go mod verify`.
  {
    class: 'cache-corrupt',
    pattern:
      /^(?:go: )?\S+ v\S+: (?:(?:zip|dir) has been modified|missing ziphash|zip: |flate: |unexpected EOF)/m,
  },
  {
    class: 'bad-content',
    pattern:
      /zip: not a valid zip file|flate: corrupt input|has unexpected file|zip: checksum error|zip: unsupported compression|downloaded zip file too large/,
  },
  {
    class: 'offline-miss',
    pattern: /module lookup disabled by GOPROXY=off|network disabled by cmdgonetlimit=0/,
  },
];
