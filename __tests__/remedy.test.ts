import { describe, expect, test } from '@jest/globals';
import { type Failure, failureClasses } from '../src/failure.ts';
import { layerOf, remedyFor } from '../src/remedy.ts';

const failures = failureClasses.map(
  (failureClass) =>
    ({
      class: failureClass,
      detail: 'something happened',
      mirror: 'mirror.example',
      module: 'example.com/m@v1.0.0',
      position: { file: 'go.mod', line: 3 },
    }) as Failure,
);

describe.each(failures)('$class', (failure) => {
  test('has a remedy that weakens no check', () => {
    const remedy = remedyFor(failure);
    expect(remedy).toMatch(/^[A-Z`/a-z].{20,}\.$/s);
    expect(remedy).not.toMatch(
      /insecure|GOSUMDB=off|GONOSUMDB|GOFLAGS=-mod=mod|NODE_TLS|sslVerify/i,
    );
    expect(remedy).not.toMatch(/(delete|remove|rm)[^.]*go\.sum/i);
    expect(remedy).not.toContain('undefined');
  });

  test('has a remedy without knowing where it happened', () => {
    const { class: failureClass } = failure;
    expect(remedyFor({ class: failureClass, detail: 'x' } as Failure)).not.toContain('undefined');
  });

  test('sits in a layer', () => expect(layerOf(failure)).toMatch(/^[a-z ]+$/));
});

const dns: Failure = { class: 'dns', detail: 'no such name', mirror: 'mirror.example' };

test.each<[string, Failure]>([
  ['a deadline', { class: 'deadline', detail: 'out of time', because: dns }],
  ['a toolchain', { class: 'toolchain', detail: 'not available', because: dns }],
])('%s that another failure caused sits in its layer and is mended like it', (_, failure) => {
  expect(layerOf(failure)).toBe('dns');
  expect(remedyFor(failure)).toBe(remedyFor(dns));
});

test.each<[string, Failure, string]>([
  ['a reset during TLS', { class: 'connection-reset', detail: 'x', phase: 'tls' }, 'tls'],
  ['a reset in a body', { class: 'connection-reset', detail: 'x', phase: 'body' }, 'tcp'],
  ['a silent mirror', { class: 'stall', detail: 'x', phase: 'headers' }, 'http'],
  ['a silent go', { class: 'stall', detail: 'x', phase: 'go' }, 'go'],
  ['an unreachable database', { class: 'sumdb-unreachable', detail: 'x' }, 'checksum database'],
])('the layer of %s', (_, failure, layer) => expect(layerOf(failure)).toBe(layer));
