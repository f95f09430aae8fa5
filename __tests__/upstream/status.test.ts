import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../src/failure.ts';
import { failureOfStatus } from '../../src/upstream/status.ts';

const wallClockMs = Date.parse('2026-11-20T10:00:00Z');
const of = (status: number, text = '', headers: Record<string, string> = {}) =>
  failureOfStatus({ status, text, headers, wallClockMs });

describe('the class of a status', () => {
  test.each<[number, Failure['class']]>([
    [204, 'http-other'],
    [206, 'http-other'],
    [304, 'http-other'],
    [400, 'http-other'],
    [401, 'http-auth'],
    [403, 'http-auth'],
    [404, 'http-not-found'],
    [407, 'proxy-auth'],
    [408, 'http-other'],
    [410, 'http-not-found'],
    [429, 'http-throttled'],
    [451, 'http-other'],
    [500, 'http-server'],
    [502, 'http-server'],
    [503, 'http-server'],
    [504, 'http-server'],
    [511, 'captive-portal'],
    [599, 'http-server'],
    [600, 'http-other'],
  ])('%d is %s', (status, failureClass) => {
    expect(of(status).class).toBe(failureClass);
  });
});

describe('a 404 or 410 that tells of trouble behind the mirror is the mirror’s fault', () => {
  test.each([
    'not found: fetch timed out',
    'not found: bad upstream',
    'not found: temporarily unavailable',
    'Get "https://x": dial tcp: lookup github.com: no such host',
    'Get "https://x": net/http: TLS handshake timeout',
    'dial tcp 10.0.0.1:443: i/o timeout',
    'read: connection reset by peer',
    'dial tcp: connect: connection refused',
    'fatal: early EOF',
    'lookup github.com: server misbehaving',
  ])('%s', (text) => {
    expect([of(404, text).class, of(410, text).class]).toEqual(['http-server', 'http-server']);
  });

  test.each([
    'not found: module example.com/lib: no matching versions for query "latest"',
    'not found: example.com/lib@v9.9.9: invalid version: unknown revision v9.9.9',
    '',
    '<html><body>404</body></html>',
  ])('and one that does not is an absence: %j', (text) => {
    expect(of(404, text).class).toBe('http-not-found');
  });
});

describe('Retry-After', () => {
  test.each<[string, number, string, Partial<Failure>]>([
    ['in seconds', 429, '7', { class: 'http-throttled', status: 429, retryAfterMs: 7_000 }],
    ['with 503', 503, '0', { class: 'http-throttled', status: 503, retryAfterMs: 0 }],
    [
      'as a date',
      429,
      'Fri, 20 Nov 2026 10:00:30 GMT',
      { class: 'http-throttled', retryAfterMs: 30_000 },
    ],
    [
      'in the past',
      429,
      'Fri, 20 Nov 2026 09:00:00 GMT',
      { class: 'http-throttled', retryAfterMs: 0 },
    ],
    ['with 500 means nothing', 500, '7', { class: 'http-server' }],
  ])('%s', (_name, status, value, expected) => {
    expect(of(status, '', { 'retry-after': value })).toMatchObject(expected);
  });

  test('that nobody can read is none', () => {
    expect(of(429, '', { 'retry-after': 'soon' })).not.toHaveProperty('retryAfterMs');
  });
});

describe('what the server said', () => {
  test.each<[string, string, string]>([
    ['nothing', ' \n', 'HTTP status 500'],
    ['one line', 'broken', 'HTTP status 500: broken'],
    ['more lines', 'broken\nstack trace', 'HTTP status 500: broken'],
    ['a page of HTML', '<!doctype html><title>x</title>', 'HTTP status 500'],
    ['control characters', 'a\u001b[31mb\u0000c\rd\u007f', 'HTTP status 500: a [31mb c d '],
    ['a novel', 'x'.repeat(500), `HTTP status 500: ${'x'.repeat(200)}…`],
  ])('%s', (_name, text, detail) => {
    expect(of(500, text).detail).toBe(detail);
  });
});
