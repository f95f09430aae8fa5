import { describe, expect, test } from '@jest/globals';
import { type Failure, failureClasses } from '../src/failure.ts';
import { layerOf } from '../src/layer.ts';

describe.each(failureClasses)('%s', (failureClass) => {
  test('sits in a layer', () => {
    expect(layerOf({ class: failureClass, detail: 'x' } as Failure)).toMatch(/^[a-z ]+$/);
  });
});

const dns: Failure = { class: 'dns', detail: 'no such name', mirror: 'mirror.example' };

test.each<[string, Failure, string]>([
  ['a reset during TLS', { class: 'connection-reset', detail: 'x', phase: 'tls' }, 'tls'],
  ['a reset in a body', { class: 'connection-reset', detail: 'x', phase: 'body' }, 'tcp'],
  ['a silent mirror', { class: 'stall', detail: 'x', phase: 'headers' }, 'http'],
  ['a silent go', { class: 'stall', detail: 'x', phase: 'go' }, 'go'],
  ['an unreachable database', { class: 'sumdb-unreachable', detail: 'x' }, 'checksum database'],
  ['a deadline for a cause', { class: 'deadline', detail: 'x', because: dns }, 'dns'],
  ['a toolchain for a cause', { class: 'toolchain', detail: 'x', because: dns }, 'dns'],
])('the layer of %s', (_, failure, layer) => expect(layerOf(failure)).toBe(layer));
