/**
 * What `go` says, and what it means. Read in the source of cmd/go 1.26 and measured on 1.21 to 1.26; the Windows
 * wordings are those of the system's own messages for the same errors and were not measured.
 *
 * The order decides. Three things explain it: a local cause is often wrapped in words about the mirror (a full disk
 * reads as `read "https://…": write …: no space left on device`); a checksum database failure is wrapped around an
 * ordinary network error; and specific network errors contain the generic ones.
 */
import type { FailureClass } from '../failure.ts';

export interface TextRule {
  readonly class: FailureClass;
  readonly pattern: RegExp;
  /** The text holds the reason as well: what it says on its own becomes `because`. */
  readonly hasReason?: true;
}

/** Beginning of an error line, after what `go`, `-x` or a source position put in front. */
const start = String.raw`^(?:go: |-> |\S+\.go:\d+:\d+: )?`;

const localRules: readonly TextRule[] = [
  {
    class: 'disk-full',
    pattern: /no space left on device|disk quota exceeded|not enough space on the disk/,
  },
  {
    class: 'permission',
    pattern:
      /read-only file system|permission denied(?! \(publickey)|operation not permitted|could not create module cache|: Access is denied\./,
  },
  {
    class: 'input',
    pattern:
      /GOMODCACHE entry is relative|GOPATH entry is relative|cannot find GOROOT directory|neither GOMODCACHE nor GOPATH is set|no modules specified|go\.mod file not found|no go\.mod file|no modules were found in the current workspace|parsing [$%]GOFLAGS|provided but not defined|invalid value .* for flag/,
  },
  {
    class: 'module-file',
    pattern:
      /^malformed go\.sum:|errors parsing \S*go\.(?:mod|work)|module declares its path as|replacement (?:directory|module) .* does not exist|replaced by .*: reading .*go\.mod|not a known dependency|updates to go\.(?:mod|work) needed|cannot load module .* listed in go\.work file|conflicting replacements/m,
  },
  {
    class: 'toolchain',
    pattern: /requires go >= \S+ \(running go|cannot find "go\S+" in PATH|invalid toolchain/,
  },
  { class: 'input', pattern: /invalid GOTOOLCHAIN/ },
  { class: 'toolchain', pattern: /download go\S+ for \S+: toolchain not available/ },
  {
    class: 'toolchain',
    pattern: /^(?:go: )?download go\d[\w.]*: /m,
    hasReason: true,
  },
  { class: 'vendor', pattern: /inconsistent vendoring in/ },
];

const checksumRules: readonly TextRule[] = [
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
  { class: 'input', pattern: /invalid GOSUMDB/ },
  {
    class: 'sumdb-unreachable',
    pattern: /verifying (?:go\.mod|module): /,
    hasReason: true,
  },
  { class: 'gosum-missing', pattern: /missing go\.sum entry/ },
];

const contentRules: readonly TextRule[] = [
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
      /zip: not a valid zip file|flate: corrupt input|has unexpected file|zip: checksum error|zip: unsupported compression/,
  },
  {
    class: 'offline-miss',
    pattern: /module lookup disabled by GOPROXY=off|network disabled by cmdgonetlimit=0/,
  },
];

const versionControlRules: readonly TextRule[] = [
  {
    class: 'vcs-auth',
    pattern:
      /terminal prompts disabled|could not read (?:Username|Password)|Authentication failed for|Permission denied \(publickey|Host key verification failed|returned error: 40[13]/,
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
      /git (?:ls-remote|fetch|init)[\s\S]*?exit status 128[\s\S]*?(?:repository '.*' not found|Repository not found|does not appear to be a git repository)/,
  },
  { class: 'vcs-network', pattern: /git (?:ls-remote|fetch|init).*exit status \d+/ },
  {
    class: 'vcs-not-found',
    pattern:
      /unrecognized import path .*(?:: 40[34]|: 410|no go-import meta tags|is not a valid import path|malformed)|unknown revision \S|no matching versions for query/,
  },
  { class: 'vcs-network', pattern: /unrecognized import path/ },
];

const forwardProxyRules: readonly TextRule[] = [
  // A refused CONNECT shows the reason phrase without a number; the same status of a mirror has one.
  {
    class: 'proxy-auth',
    pattern: /: Proxy Authentication Required$|\b407 Proxy Authentication Required/m,
  },
  {
    class: 'proxy-unreachable',
    pattern: /proxyconnect tcp:|socks connect tcp/,
  },
  {
    class: 'proxy-unreachable',
    pattern:
      /^.*(?:Get|read) "https:[^"]*": (?:Bad Request|Forbidden|Not Found|Method Not Allowed|Too Many Requests|Internal Server Error|Not Implemented|Bad Gateway|Service Unavailable|Gateway Timeout)$/m,
  },
];

const networkRules: readonly TextRule[] = [
  {
    class: 'dns',
    pattern:
      /lookup \S+(?: on \S+)?: no such host|server misbehaving|lookup .*i\/o timeout|No such host is known|Temporary failure in name resolution/,
  },
  { class: 'tls-certificate', pattern: /x509:|tls: failed to verify/ },
  {
    class: 'tls-handshake',
    pattern:
      /TLS handshake timeout|remote error: tls|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/,
  },
  { class: 'http-other', pattern: /malformed HTTP response/ },
  {
    class: 'connect-timeout',
    pattern:
      /dial tcp .*(?:i\/o timeout|connection timed out)|did not properly respond after a period of time/,
  },
  { class: 'connect-refused', pattern: /connection refused|actively refused it/ },
  {
    class: 'unreachable',
    pattern:
      /network is unreachable|no route to host|unreachable (?:network|host)|can't assign requested address/,
  },
  {
    class: 'connection-reset',
    pattern: /connection reset by peer|broken pipe|forcibly closed by the remote host/,
  },
  { class: 'truncated', pattern: /unexpected EOF/ },
  {
    class: 'connection-reset',
    pattern:
      /": EOF$|stream error: stream ID \d+; \w+|http2: (?:server sent GOAWAY|client connection (?:lost|force closed))|server closed idle connection|: read: connection timed out/m,
  },
  // The only exchange of `go` with a limit of its own that ends so: CONNECT to a forward proxy, 60 s.
  { class: 'connect-timeout', pattern: /context deadline exceeded/ },
  { class: 'http-other', pattern: /stopped after 10 redirects/ },
  { class: 'captive-portal', pattern: /redirected from secure URL/ },
  {
    class: 'bad-content',
    pattern: /invalid response from proxy "|proxy returned info for version/,
  },
  {
    class: 'http-not-found',
    pattern: /reading file:\S+: (?:no such file or directory|The system cannot find)/,
  },
];

const settingRules: readonly TextRule[] = [
  {
    class: 'input',
    pattern:
      /invalid proxy URL|GOPROXY list is not the empty|refusing to pass credentials|GOVCS disallows|malformed entry in GOVCS|GOAUTH=/,
  },
];

/** Rules before the HTTP status of `reading URL: NNN …` is looked at, and after it. First match wins. */
export const rulesBeforeStatus: readonly TextRule[] = [
  ...localRules,
  ...checksumRules,
  ...contentRules,
  ...versionControlRules,
  ...forwardProxyRules,
];
export const rulesAfterStatus: readonly TextRule[] = [...networkRules, ...settingRules];

/** `reading URL: 503 Service Unavailable`, with the text of the server's answer where there was one. */
export const statusPattern = /reading (\S+): (\d{3}) ([^\n]*)/;

/** What a mirror says when its own fetch failed and it tells `go` 404 nevertheless. */
export const hiddenOutagePattern =
  /time(?:d )?out|deadline exceeded|bad gateway|temporarily unavailable/i;
