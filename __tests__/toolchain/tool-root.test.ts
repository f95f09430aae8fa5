import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chooseToolRoot, listToolRoots } from '../../src/toolchain/tool-root.ts';

const own = '/h/.cache/go-mod-resilient/tools';
const runner = { RUNNER_TOOL_CACHE: '/opt/tools' };
const agent = { AGENT_TOOLSDIRECTORY: '/agent' };

test.each([
  ['runner', 'linux', { ...runner, HOME: '/h' }, ['/opt/tools', own]],
  ['runner and agent', 'linux', { ...runner, ...agent, HOME: '/h' }, ['/opt/tools', '/agent', own]],
  ['the same twice', 'linux', { ...runner, AGENT_TOOLSDIRECTORY: '/opt/tools' }, ['/opt/tools']],
  ['agent alone', 'linux', agent, ['/agent']],
  ['no runner', 'linux', { HOME: '/h' }, [own]],
  ['an empty variable', 'linux', { RUNNER_TOOL_CACHE: '', HOME: '/h' }, [own]],
  ['a relative path', 'linux', { RUNNER_TOOL_CACHE: 'tools', HOME: '/h' }, [own]],
  ['nothing known', 'linux', {}, []],
  ['Windows', 'win32', { RUNNER_TOOL_CACHE: 'C:\\tools' }, ['C:\\tools']],
] as const)('tool caches of a machine: %s', (_, platform, env, expected) => {
  expect(listToolRoots(env, platform)).toEqual(expected);
});

describe('the one to install into', () => {
  let directory: string;
  const inside = (name: string) => path.join(directory, name);
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'gmr-test-root-'));
    await writeFile(inside('file'), '');
    await mkdir(inside('taken'));
    await writeFile(inside('taken/go'), '');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test.each([
    ['the first', ['first', 'second'], 'first'],
    ['not below a file', ['file', 'second'], 'second'],
    ['not where something else has its name', ['taken', 'file/below', 'third'], 'third'],
  ])('%s', async (_, names, expected) => {
    expect(await chooseToolRoot(names.map(inside))).toBe(inside(expected));
    expect(await readdir(inside(`${expected}/go`))).toEqual([]);
  });

  test('none that can be written to: the failure of the first', async () => {
    await expect(chooseToolRoot([inside('file'), inside('taken')])).rejects.toMatchObject({
      failure: { detail: expect.stringContaining(inside('file')) },
    });
  });

  test('none at all', async () => {
    await expect(chooseToolRoot([])).rejects.toMatchObject({ failure: { class: 'permission' } });
  });
});
