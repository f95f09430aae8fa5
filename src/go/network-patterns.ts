/** What the network makes `go` say where it asks a mirror itself. */
import type { TextRule } from './text-rule.ts';

export const forwardProxyRules: readonly TextRule[] = [
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

export const networkRules: readonly TextRule[] = [
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
  // HTTP/2's way of saying 429.
  { class: 'http-throttled', pattern: /ENHANCE_YOUR_CALM/ },
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

/** Of the list of mirrors and of version control; behind everything else, because the words are wide. */
export const listRules: readonly TextRule[] = [
  {
    class: 'input',
    pattern:
      /invalid proxy URL|GOPROXY list is not the empty|refusing to pass credentials|invalid file:\/\/ proxy URL|GOVCS disallows|(?:entry|pattern|VCS (?:list|name)) (?:not allowed )?in GOVCS|GOAUTH=/,
  },
];
