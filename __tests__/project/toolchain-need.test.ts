import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Project } from '../../src/project/project.ts';
import { findToolchainNeed, type ToolchainNeed } from '../../src/project/toolchain-need.ts';
import { moduleFiles, moduleProject, workspaceProject } from '../toolchain/projects.ts';

/**
 * What `go mod download` of Go 1.26.8 for linux/amd64 said in a module with these lines, and with this go.work beside it
 * (which uses that module), under GODEBUG=toolchaintrace=1, GOPROXY=off, GOENV=off and GOFLAGS= (empty), with Go 1.25.0 and
 * 1.27.4 on PATH as go1.25.0 and go1.27.4. Left out are the lines of the trace that tell of no choice, and the directory of
 * those two. Version 1.99 is one that nobody has.
 */
interface Recorded {
  readonly gotoolchain: string;
  readonly goMod: string;
  readonly goWork?: string;
  readonly said: readonly string[];
}

const fixture = new URL('../../../__tests__/fixtures/toolchain-need.json', import.meta.url);
const recorded = JSON.parse(readFileSync(fixture, 'utf8')) as readonly Recorded[];

/** What we have to say where `go` said this. */
function expected({ gotoolchain, goMod, said }: Recorded): unknown {
  // What it would say had it found the one that it is told to run; known before that one is downloaded.
  const isForeseen = gotoolchain === 'go1.99.0' && goMod === 'go 1.99.1';
  const words = isForeseen
    ? 'go.mod requires go >= 1.99.1 (running go 1.99.0; GOTOOLCHAIN=go1.99.0)'
    : said.join('\n');
  const tooOld = /requires go >= (\S+) \(running go ([^;)\s]+)/.exec(words);
  if (tooOld) {
    const [, needed = '', running = ''] = tooOld;
    const detail = `asks for Go ${needed}, and the one that runs is Go ${running}: `;
    return { kind: 'too-old', detail, setting: `GOTOOLCHAIN=${gotoolchain}` };
  }
  if (/^invalid |is a language version/m.test(words)) return { kind: 'met' };
  const [, to] = /^(?:using|downloading|cannot find) "?go(\d[^\s"]*)/m.exec(words) ?? [];
  const isOnPathOnly = /(?:^|\+)path$/.test(gotoolchain);
  return to === undefined ? { kind: 'met' } : { kind: 'switch', to, isOnPathOnly };
}

function withoutPosition(need: ToolchainNeed, row: Recorded): unknown {
  switch (need.kind) {
    case 'met':
      return need;
    case 'switch':
      return { kind: need.kind, to: need.to, isOnPathOnly: need.isOnPathOnly };
    case 'too-old': {
      const { detail } = need.failure;
      const [words = ''] = /asks for .*?: /.exec(detail) ?? [];
      const setting = `GOTOOLCHAIN=${row.gotoolchain}`;
      return { kind: need.kind, detail: words, setting: detail.includes(setting) ? setting : '' };
    }
  }
}

describe('as go 1.26.8 has it', () => {
  test('the recording has every kind of answer', () => {
    const kinds = recorded.map((row) => (expected(row) as ToolchainNeed).kind);
    for (const kind of ['met', 'switch', 'too-old']) {
      expect(kinds.filter((each) => each === kind).length).toBeGreaterThan(20);
    }
  });

  test.each(recorded)('GOTOOLCHAIN=$gotoolchain, $goMod, $goWork: $said', (row) => {
    const member = moduleFiles('/job', row.goMod);
    const project: Project =
      row.goWork === undefined
        ? moduleProject('/job', row.goMod)
        : workspaceProject('/job', `${row.goWork}\nuse .\n`, [member]);
    const need = findToolchainNeed([project], '1.26.8', row.gotoolchain);
    expect(withoutPosition(need, row)).toEqual(expected(row));
  });
});

describe('told with the line', () => {
  test.each<[name: string, projects: readonly Project[], gotoolchain: string, need: ToolchainNeed]>(
    [
      [
        'the go line',
        [moduleProject('/job', '\ngo 1.27')],
        'auto',
        { kind: 'switch', to: '1.27.0', isOnPathOnly: false, position: at('/job/go.mod', 3) },
      ],
      [
        'the toolchain line',
        [moduleProject('/job', 'go 1.25\ntoolchain go1.27.1')],
        'path',
        { kind: 'switch', to: '1.27.1', isOnPathOnly: true, position: at('/job/go.mod', 3) },
      ],
      [
        'no line, where GOTOOLCHAIN wants it',
        [moduleProject('/job', 'go 1.25')],
        'go1.25.0',
        { kind: 'switch', to: '1.25.0', isOnPathOnly: false },
      ],
      [
        'GOTOOLCHAIN=local',
        [moduleProject('/job', 'go 1.99')],
        'local',
        tooOld(
          '/job/go.mod',
          2,
          'go.mod asks for Go 1.99, and the one that runs is Go 1.26.8: GOTOOLCHAIN=local lets no other run',
        ),
      ],
      [
        'no GOTOOLCHAIN at all',
        [workspaceProject('/job', 'use .\n\ngo 1.99\n', [])],
        '',
        tooOld(
          '/job/go.work',
          3,
          'go.work asks for Go 1.99, and the one that runs is Go 1.26.8: GOTOOLCHAIN=local lets no other run',
        ),
      ],
      [
        'an older one by name',
        [moduleProject('/job', 'go 1.26')],
        'go1.25.0',
        tooOld(
          '/job/go.mod',
          2,
          'go.mod asks for Go 1.26, and the one that runs is Go 1.25.0: GOTOOLCHAIN=go1.25.0 lets no other run',
        ),
      ],
      [
        'toolchain default',
        [moduleProject('/job', 'toolchain default\ngo 1.99')],
        'auto',
        tooOld(
          '/job/go.mod',
          3,
          'go.mod asks for Go 1.99, and the one that runs is Go 1.26.8: with GOTOOLCHAIN=auto another could run, but the line "toolchain default" rules it out',
        ),
      ],
    ],
  )('%s', (_, projects, gotoolchain, need) => {
    expect(findToolchainNeed(projects, '1.26.8', gotoolchain)).toEqual(need);
  });
});

describe('of several projects', () => {
  const old = moduleProject('/old', 'go 1.20');
  const newer = moduleProject('/newer', 'go 1.27.1');
  const newest = moduleProject('/newest', 'go 1.25\ntoolchain go1.27.4');
  const stuck = moduleProject('/stuck', 'go 1.99\ntoolchain default');

  test('the highest switch', () => {
    expect(findToolchainNeed([old, newer, newest], '1.26.8', 'auto')).toMatchObject({
      to: '1.27.4',
      position: at('/newest/go.mod', 3),
    });
  });

  test('one that cannot be met comes before all others', () => {
    expect(findToolchainNeed([newest, stuck], '1.26.8', 'auto')).toMatchObject({
      kind: 'too-old',
      failure: { position: at('/stuck/go.mod', 2) },
    });
  });

  test('none that needs anything', () => {
    expect(findToolchainNeed([old], '1.26.8', 'local')).toEqual({ kind: 'met' });
    expect(findToolchainNeed([], '1.26.8', 'auto')).toEqual({ kind: 'met' });
  });
});

function at(file: string, line: number) {
  return { file, line };
}

function tooOld(file: string, line: number, detail: string): ToolchainNeed {
  return { kind: 'too-old', failure: { class: 'toolchain', detail, position: at(file, line) } };
}
