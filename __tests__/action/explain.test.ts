import { expect, test } from '@jest/globals';
import { explainRun, type FailedRun } from '../../src/action/explain.ts';
import type { Failure, FailureClass } from '../../src/failure.ts';

const of = (name: FailureClass): Failure => ({ class: name, detail: name }) as Failure;
const said = (...known: Failure[]) => ({ known, guessed: [] as Failure[] });
const facts = (more: Partial<FailedRun> = {}): FailedRun => ({
  text: said(),
  relay: [],
  absences: [],
  stalledMs: undefined,
  ...more,
});

test.each<[string, Partial<FailedRun>, FailureClass[]]>([
  ['nothing is known', {}, ['internal']],
  ['go says more than the relay knows', { text: said(of('gosum-missing')) }, ['gosum-missing']],
  ['the relay knows better', { text: said(of('vcs-network')), relay: [of('stall')] }, ['stall']],
  ['our own disk is full', { text: said(of('disk-full')), relay: [of('stall')] }, ['disk-full']],
  ['a toolchain is missing', { text: said(of('toolchain')), relay: [of('dns')] }, ['toolchain']],
  [
    'a module is nowhere',
    { text: said(of('http-server')), absences: [of('http-not-found')] },
    ['http-not-found'],
  ],
  [
    'git failed after an absence',
    { text: said(of('vcs-auth')), absences: [of('http-not-found')] },
    ['vcs-auth'],
  ],
  [
    'a database with a host of its own is down',
    { text: said(of('sumdb-unreachable')), absences: [of('http-not-found')] },
    ['sumdb-unreachable'],
  ],
  [
    'go says it of two modules',
    { text: said(of('vcs-auth'), of('vcs-auth')) },
    ['vcs-auth', 'vcs-auth'],
  ],
  [
    'go says what nobody knows, and the relay knows better',
    { text: { known: [], guessed: [of('module-file')] }, relay: [of('dns')] },
    ['dns'],
  ],
  [
    'go says what nobody knows, and nothing else is known',
    { text: { known: [], guessed: [of('module-file')] } },
    ['module-file'],
  ],
  [
    'go waited for a lock',
    { relay: [of('dns')], stalledMs: 45_000, waitedFor: { pid: 7, program: 'go' } },
    ['cache-locked'],
  ],
  ['go stood still', { relay: [of('dns')], stalledMs: 45_000 }, ['dns', 'stall']],
])('when %s', (_name, more, classes) => {
  expect(explainRun(facts(more)).map(({ class: name }) => name)).toEqual(classes);
});

test.each([
  [
    { pid: 7, program: 'go', file: '/c/v1.lock' },
    'for the lock of /c/v1.lock, which process 7 (go) holds',
  ],
  [
    { pid: 0 },
    'for the lock of a file of the module cache, which a process of another container holds',
  ],
])('who holds a lock: %j', (waitedFor, words) => {
  const [failure] = explainRun(facts({ stalledMs: 45_000, waitedFor }));
  expect(failure?.detail).toBe(`go waited 45 s ${words}`);
  const pid = failure?.class === 'cache-locked' ? failure.pid : undefined;
  expect(pid).toBe(waitedFor.pid > 0 ? waitedFor.pid : undefined);
});

test('a toolchain that could not be fetched names the network as its cause, in the words of the relay', () => {
  const text: Failure = {
    class: 'toolchain',
    detail: 'download go1.99.1 for linux/amd64: reading http://127.0.0.1:4/***: 502 Bad Gateway',
  };
  const because: Failure = { class: 'dns', detail: 'no such name', mirror: 'mirror.example' };
  expect(explainRun(facts({ text: said(text), relay: [because] }))).toEqual([
    {
      class: 'toolchain',
      detail: 'go1.99.1 could not be downloaded: no such name',
      mirror: 'mirror.example',
      because,
    },
  ]);
});
