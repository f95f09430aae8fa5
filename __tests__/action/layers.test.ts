import { expect, test } from '@jest/globals';
import { type LayerReport, reportLayers } from '../../src/action/layers.ts';
import type { Attempt } from '../../src/upstream/journal.ts';

const base = {
  mirror: 'a.example',
  endpoint: 'a.example/m/@v/v1.0.0.zip',
  startedAtMs: 0,
  durationMs: 9,
  bytes: 0,
};
const fresh = { ...base, dnsMs: 1, tcpMs: 2, tlsMs: 3 };
const good: Attempt = { ...fresh, firstByteMs: 8, status: 200, outcome: 'ok' };

test.each<[string, Attempt[], LayerReport[]]>([
  ['nothing asked', [], []],
  [
    'a good request',
    [good],
    [
      { layer: 'dns', passed: 1, failed: 0, medianMs: 1 },
      { layer: 'tcp', passed: 1, failed: 0, medianMs: 2 },
      { layer: 'tls', passed: 1, failed: 0, medianMs: 3 },
      { layer: 'http', passed: 1, failed: 0, medianMs: 8 },
      { layer: 'content', passed: 1, failed: 0 },
    ],
  ],
  [
    'refused after the name was found',
    [{ ...base, dnsMs: 4, outcome: 'connect-refused', layer: 'tcp' }],
    [
      { layer: 'dns', passed: 1, failed: 0, medianMs: 4 },
      { layer: 'tcp', passed: 0, failed: 1, failure: 'connect-refused' },
    ],
  ],
  [
    'a forward proxy that wants a password',
    [{ ...base, forwardProxyMs: 4, status: 407, outcome: 'proxy-auth', layer: 'forward proxy' }],
    [
      { layer: 'forward proxy', passed: 0, failed: 1, failure: 'proxy-auth' },
      { layer: 'http', passed: 1, failed: 0 },
    ],
  ],
  [
    'wrong bytes on a connection that was there',
    [{ ...base, firstByteMs: 5, status: 200, outcome: 'checksum-mismatch', layer: 'checksum' }],
    [
      { layer: 'http', passed: 1, failed: 0, medianMs: 5 },
      { layer: 'content', passed: 0, failed: 1, failure: 'checksum-mismatch' },
    ],
  ],
  [
    'a 404, which is an answer',
    [{ ...base, firstByteMs: 5, status: 404, outcome: 'http-not-found', layer: 'http' }],
    [{ layer: 'http', passed: 1, failed: 0, medianMs: 5 }],
  ],
  ['a request that we broke off', [{ ...base, outcome: 'cancelled', layer: 'run' }], []],
  [
    'more than one way to fail: the most frequent is named',
    [
      { ...base, status: 500, outcome: 'http-server', layer: 'http' },
      { ...base, outcome: 'stall', layer: 'http' },
      { ...base, outcome: 'stall', layer: 'http' },
    ],
    [{ layer: 'http', passed: 0, failed: 3, failure: 'stall' }],
  ],
])('%s', (_, attempts, expected) => expect(reportLayers(attempts)).toEqual(expected));
