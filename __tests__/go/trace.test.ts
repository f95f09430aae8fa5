import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isTraceLine, parseTraceLine, type TraceEvent } from '../../src/go/trace.ts';

const url = 'https://mirror.test/example.com/a/@v/v1.0.0.zip';

const rows: readonly { name: string; line: string; expected: TraceEvent }[] = [
  { name: 'a request starts', line: `# get ${url}`, expected: { kind: 'request-start', url } },
  {
    name: 'headers came',
    line: `# get ${url}: 200 OK (0.123s)`,
    expected: { kind: 'headers', url, status: 200, seconds: 0.123 },
  },
  {
    name: 'headers with a long reason',
    line: `# get ${url}: 503 Service Unavailable (12s)`,
    expected: { kind: 'headers', url, status: 503, seconds: 12 },
  },
  {
    name: 'no answer came',
    line: `# get ${url}: Get "${url}": dial tcp 127.0.0.1:9: connect: connection refused`,
    expected: {
      kind: 'error',
      url,
      text: `Get "${url}": dial tcp 127.0.0.1:9: connect: connection refused`,
    },
  },
  {
    name: 'a port in the URL is no error',
    line: '# get http://127.0.0.1:8080/a/@v/list',
    expected: { kind: 'request-start', url: 'http://127.0.0.1:8080/a/@v/list' },
  },
  {
    name: 'an error of go itself',
    line: 'go: example.com/a@v1.0.0: unexpected EOF',
    expected: { kind: 'other', line: 'go: example.com/a@v1.0.0: unexpected EOF' },
  },
];

describe('parseTraceLine', () => {
  test.each(rows)('$name', ({ line, expected }) => {
    expect(parseTraceLine(line)).toEqual(expected);
  });

  test('every line gives an event', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        expect(['request-start', 'headers', 'error', 'other']).toContain(parseTraceLine(line).kind);
      }),
    );
  });
});

describe('isTraceLine', () => {
  test.each([
    { line: `# get ${url}`, expected: true },
    { line: 'mkdir -p /cache # git init', expected: true },
    { line: 'cd /cache/vcs/x; git ls-remote -q origin', expected: true },
    { line: '0.012s # cd /cache/vcs/x; git ls-remote -q origin', expected: true },
    { line: '# lock /cache/x.lock', expected: true },
    { line: '# example.com/app', expected: false },
    { line: 'go: example.com/a@v1.0.0: unexpected EOF', expected: false },
  ])('$line: $expected', ({ line, expected }) => {
    expect(isTraceLine(line)).toBe(expected);
  });
});
