/** What a mirror answers, or does not: HTTP, content, and bodies that end too early or not at all. */
import type { FaultAction } from '../../__tests__/support/faults.ts';
import { goSumOf, makeModule } from '../../__tests__/support/modules.ts';
import type { Stage } from '../stage.ts';
import { first, modules } from './modules.ts';
import type { Row, Verdict } from './row.ts';

/** Every request that matches fails in this way, at the one mirror there is. */
const fails = (action: FaultAction, match = '') => {
  return async (stage: Stage) => ({ mirrors: await stage.faulty(action, match) });
};

const status = (code: number, more: { body?: string; headers?: Record<string, string> } = {}) =>
  fails({ kind: 'status', status: code, ...more });

const row = (name: string, arrange: Row['arrange'], verdict: Verdict): Row => ({
  name,
  arrange,
  verdict,
});

const forged = makeModule(first.path, first.version, { 'm0.go': 'package m0 // forged\n' });

export const httpRows: readonly Row[] = [
  row('500 to every request', status(500), {
    failureClass: 'http-server',
    remedy: '`mirrors`',
    withinS: 20,
  }),
  row('503 to every request', status(503), {
    failureClass: 'http-server',
    remedy: '`mirrors`',
    withinS: 20,
  }),
  row('429 with Retry-After', status(429, { headers: { 'retry-after': '1' } }), {
    failureClass: 'http-throttled',
    remedy: '`cache`',
    withinS: 20,
  }),
  row('503 with Retry-After', status(503, { headers: { 'retry-after': '1' } }), {
    failureClass: 'http-throttled',
    remedy: '`concurrency`',
    withinS: 20,
  }),
  row('401 of a gatekeeper', status(401), {
    failureClass: 'http-auth',
    place: 'go.mod:example.com/m0 ',
    remedy: 'secrets.GOPROXY_TOKEN',
    withinS: 20,
  }),
  row('403 of a gatekeeper', status(403), {
    failureClass: 'http-auth',
    place: 'go.mod:example.com/m0 ',
    remedy: '`mirrors`',
    withinS: 20,
  }),
  row(
    '404: a module no mirror has',
    async (stage) => ({
      mirrors: (await stage.serve({ modules: modules.slice(1) })).url,
    }),
    {
      failureClass: 'http-not-found',
      place: 'go.mod:example.com/m0 ',
      remedy: '`private`',
      withinS: 20,
    },
  ),
  row('404 of a gatekeeper to everything', status(404), {
    failureClass: 'http-not-found',
    place: 'go.mod:example.com/m0 ',
    remedy: '`private`',
    withinS: 20,
  }),
  row(
    '404 that tells of a timeout upstream',
    status(404, { body: 'not found: context deadline exceeded (Client.Timeout)' }),
    {
      failureClass: 'http-server',
      remedy: '`mirrors`',
      withinS: 20,
    },
  ),
  row('451 to every request', status(451), {
    failureClass: 'http-other',
    remedy: 'root of a module proxy',
    withinS: 20,
  }),
  row('511: the network wants a login', status(511), {
    failureClass: 'captive-portal',
    remedy: 'HTTPS_PROXY',
    withinS: 20,
  }),
  row('a redirect to the same URL', fails({ kind: 'redirect-loop' }), {
    failureClass: 'http-other',
    remedy: '`mirrors`',
    withinS: 20,
  }),
  row('a redirect to a portal', fails({ kind: 'portal' }), {
    failureClass: 'captive-portal',
    remedy: 'HTTPS_PROXY',
    withinS: 20,
  }),
  row('a web page in place of every file', fails({ kind: 'html' }), {
    failureClass: 'captive-portal',
    remedy: 'without a login',
    withinS: 20,
  }),
  row('JSON in place of every zip', fails({ kind: 'body', body: '{}' }, '.zip'), {
    failureClass: 'bad-content',
    remedy: 'drop its copy',
    withinS: 20,
  }),
  row('nothing in place of every go.mod', fails({ kind: 'body', body: '' }, '.mod'), {
    failureClass: 'bad-content',
    remedy: '`mirrors`',
    withinS: 20,
  }),
  row(
    'another zip than go.sum names',
    async (stage) => ({
      mirrors: (await stage.serve({ modules: [forged, ...modules.slice(1)] })).url,
    }),
    {
      failureClass: 'checksum-mismatch',
      place: 'go.sum:example.com/m0 v1.0.0 ',
      remedy: 'moved the tag',
      withinS: 20,
    },
  ),
  row('a bit that turns over in one zip', fails({ kind: 'flip-byte' }, '/m0/@v/v1.0.0.zip'), {
    failureClass: 'bad-content',
    remedy: 'drop its copy',
    withinS: 20,
  }),
  row(
    'another go.mod than go.sum names',
    fails({ kind: 'body', body: `module ${first.path}\n` }, '/m0/@v/v1.0.0.mod'),
    {
      failureClass: 'checksum-mismatch',
      place: 'go.sum:example.com/m0 v1.0.0/go.mod',
      remedy: 'go.sum',
      withinS: 20,
    },
  ),
  row('a mirror that accepts and never answers', fails({ kind: 'never-answer' }), {
    failureClass: 'stall',
    remedy: '`stall-timeout`',
    withinS: 30,
  }),
  row('every zip stops in the middle', fails({ kind: 'stall', afterBytes: 60 }, '.zip'), {
    failureClass: 'stall',
    remedy: '`mirrors`',
    withinS: 20,
  }),
  row('RST in place of every answer', fails({ kind: 'reset-before-headers' }), {
    failureClass: 'connection-reset',
    remedy: '`retries`',
    withinS: 20,
  }),
  row('RST in every zip', fails({ kind: 'reset', afterBytes: 60 }, '.zip'), {
    failureClass: 'connection-reset',
    remedy: 'firewall',
    withinS: 20,
  }),
  row(
    'every zip ends early',
    fails({ kind: 'truncate', afterBytes: 60, framing: 'length' }, '.zip'),
    {
      failureClass: 'truncated',
      remedy: 'size limits',
      withinS: 20,
    },
  ),
  row('no HTTP at all', fails({ kind: 'raw', bytes: 'SSH-2.0-OpenSSH_9.2p1\r\n' }), {
    failureClass: 'http-other',
    remedy: 'module proxy',
    withinS: 20,
  }),
  row(
    'a go.sum that names one module wrongly',
    async (stage) => {
      await stage.write(
        'go.sum',
        goSumOf(modules).replace(first.sumLines[0], `${first.path} v1.0.0 h1:${'A'.repeat(43)}=`),
      );
      return {};
    },
    {
      failureClass: 'checksum-mismatch',
      place: 'go.sum:AAAAA',
      remedy: 'Change the line of go.sum only once you know why',
      withinS: 20,
    },
  ),
];
