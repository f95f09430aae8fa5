import type { Environment } from '../effects.ts';
import { hostOf } from './address.ts';
import { createRouter, firstSet, isCgiScript, proxyVariables, routeOf } from './forward-proxy.ts';

/**
 * Where the proxy variables say one thing to Go (and to the relay, which follows Go) and another to the programs around it, or
 * nothing at all: one sentence each without a final stop, with the way out, and without a value, which may hold a password.
 *
 * @param urls of the mirrors, for what matters only to the ones that are asked.
 */
export function proxyRemarks(env: Environment, urls: readonly URL[]): readonly string[] {
  const isAsked = (protocol: string) => urls.some((url) => url.protocol === protocol);
  const route = createRouter(env);
  const isDirect = urls.some((url) => route(url).kind === 'direct');
  return [
    ...allProxy(env),
    ...(isAsked('https:') && isDirect ? httpForHttps(env) : []),
    ...disagreeing(env),
    ...unreadable(env),
    ...cgi(env),
    ...noProxyEntries(env, urls),
  ];
}

function allProxy(env: Environment): readonly string[] {
  const all = firstSet(env, ['ALL_PROXY', 'all_proxy']);
  if (all === undefined || firstSet(env, proxyVariables.https) !== undefined) return [];
  return [
    `${all.variable} is set, which git and curl obey and Go ignores: go and the relay connect directly; set HTTPS_PROXY to the same`,
  ];
}

function httpForHttps(env: Environment): readonly string[] {
  const http = firstSet(env, proxyVariables.http);
  if (http === undefined || firstSet(env, proxyVariables.https) !== undefined) return [];
  return [
    `${http.variable} is set and HTTPS_PROXY is not: Go takes it for http:// alone, so that https:// mirrors are asked directly; set HTTPS_PROXY as well`,
  ];
}

function disagreeing(env: Environment): readonly string[] {
  return Object.values(proxyVariables).flatMap(([upper, lower]) => {
    const [one, other] = [env[upper], env[lower]];
    return one && other && one !== other
      ? [
          `${upper} and ${lower} differ: Go, the relay and the git of this step follow ${upper}, most other programs ${lower}; set both to the same`,
        ]
      : [];
  });
}

function unreadable(env: Environment): readonly string[] {
  return [proxyVariables.https, proxyVariables.http].flatMap((names) => {
    const set = firstSet(env, names);
    return set !== undefined && routeOf(env, names).kind === 'direct'
      ? [
          `${set.variable} holds what Go cannot read as the URL of a proxy, and counts as not set; write it as http://HOST:PORT, with user and password percent-encoded`,
        ]
      : [];
  });
}

function cgi(env: Environment): readonly string[] {
  const http = firstSet(env, proxyVariables.http);
  return isCgiScript(env) && http !== undefined
    ? [
        `REQUEST_METHOD is set, as in a CGI script, where Go refuses ${http.variable}: unset REQUEST_METHOD`,
      ]
    : [];
}

/** Entries that no URL of Go's matches, and one that looks as if it named a mirror. */
function noProxyEntries(env: Environment, urls: readonly URL[]): readonly string[] {
  const set = firstSet(env, proxyVariables.no);
  if (set === undefined) return [];
  const { variable } = set;
  const entries = set.value.split(',').map((entry) => entry.trim().toLowerCase());
  const written = (entry: string) => urls.some((url) => entry.includes(hostOf(url)));
  return [
    ...(entries.some((entry) => /\S\s+\S/.test(entry))
      ? [`${variable} has entries separated by blanks, which Go takes for one name: use commas`]
      : []),
    ...(entries.some((entry) => entry.includes('://'))
      ? [
          `${variable} has an entry with a scheme, which matches nothing in Go: write the host alone`,
        ]
      : []),
    ...(entries.some((entry) => /^\*[^.]/.test(entry) && written(entry.slice(1)))
      ? [`${variable} has an entry such as *host, which matches nothing in Go: write .host or host`]
      : []),
    ...(entries.some((entry) => /\/\d{1,3}$/.test(entry) && !entry.includes('://'))
      ? [
          `${variable} has an address block: Go and the relay compare it with hosts written as addresses, not with what a name leads to, and git knows it from curl 7.86 on; name the host`,
        ]
      : []),
  ];
}
