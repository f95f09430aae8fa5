/** What is wrong with the project's files and with the settings of Go: what `go` decides by itself. */
import { rm } from 'node:fs/promises';
import { goSumOf } from '../../__tests__/support/modules.ts';
import type { Environment } from '../../src/effects.ts';
import type { Stage } from '../stage.ts';
import { first, modules } from './modules.ts';
import type { Row, Verdict } from './row.ts';

const row = (
  name: string,
  change: (stage: Stage) => Promise<unknown>,
  verdict: Omit<Verdict, 'withinS'>,
): Row => ({
  name,
  async arrange(stage) {
    await change(stage);
    return {};
  },
  verdict: { ...verdict, withinS: 20 },
});

const setting = (env: Environment, remedy = '`env:`'): Row => ({
  name: Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join(' '),
  // GOPROXY is only read where the input says nothing.
  arrange: async () => ({ env, ...('GOPROXY' in env && { mirrors: '' }) }),
  verdict: { failureClass: 'input', remedy, withinS: 20 },
});

const inService = async (stage: Stage, goMod: string) => {
  await stage.write('services/api/go.mod', `module example.com/api\n\ngo 1.21\n\n${goMod}\n`);
};

export const projectRows: readonly Row[] = [
  row('go.sum: a line is missing', (stage) => stage.write('go.sum', goSumOf(modules.slice(1))), {
    failureClass: 'gosum-missing',
    place: 'go.mod:example.com/m0 ',
    remedy: '`go mod tidy`',
  }),
  row('go.sum: not there', (stage) => rm(stage.inProject('go.sum')), {
    failureClass: 'gosum-missing',
    place: 'go.mod:example.com/m0 ',
    remedy: '`go mod tidy`',
  }),
  row('go.sum: a conflict of a merge', (stage) => stage.append('go.sum', '<<<<<<< HEAD\n'), {
    failureClass: 'module-file',
    place: 'go.sum:<<<<<<<',
    remedy: 'go.sum',
  }),
  row('go.mod: unknown directive', (stage) => stage.append('go.mod', 'frobnicate x\n'), {
    failureClass: 'module-file',
    place: 'go.mod:frobnicate',
    remedy: '`go mod edit -fmt`',
  }),
  row(
    'go.mod: a version that is none',
    (stage) => stage.append('go.mod', 'require example.com/n 1.0\n'),
    {
      failureClass: 'module-file',
      place: 'go.mod:example.com/n ',
      remedy: 'go.mod',
    },
  ),
  row(
    'go.mod: a replacement directory that is not there',
    (stage) => stage.append('go.mod', `replace ${first.path} => ../nowhere\n`),
    { failureClass: 'module-file', place: 'go.mod:replace', remedy: 'go.mod' },
  ),
  row(
    'go.mod of a module below the root: unclosed block',
    async (stage) => {
      await rm(stage.inProject('go.mod'));
      await inService(stage, 'require (\n\texample.com/m0 v1.0.0');
    },
    { failureClass: 'module-file', place: 'services/api/go.mod:require', remedy: 'go.mod' },
  ),
  row(
    'go.work: unknown directive',
    (stage) => stage.write('go.work', 'go 1.21\n\nuse .\n\nfrobnicate\n'),
    {
      failureClass: 'module-file',
      place: 'go.work:frobnicate',
      remedy: 'go.work',
    },
  ),
  row(
    'go.work: a member that is not there',
    (stage) => stage.write('go.work', 'go 1.21\n\nuse ./nowhere\n'),
    {
      failureClass: 'module-file',
      place: 'go.work:nowhere',
      remedy: 'go.work',
    },
  ),
  row(
    'a go line that is too new, with GOTOOLCHAIN=local',
    async (stage) =>
      stage.write('go.mod', (await stage.read('go.mod')).replace('go 1.21', 'go 1.99')),
    { failureClass: 'toolchain', place: 'go.mod:go 1.99', remedy: '`go-version-file: go.mod`' },
  ),
  row(
    'vendor: another version than go.mod requires',
    (stage) =>
      stage.write('vendor/modules.txt', '# example.com/m0 v0.9.0\n## explicit\nexample.com/m0\n'),
    { failureClass: 'vendor', place: 'go.mod:example.com/m0 ', remedy: '`go mod vendor`' },
  ),
  row('no go.mod anywhere', (stage) => rm(stage.inProject('go.mod')), {
    failureClass: 'input',
    remedy: '`with:`',
  }),
  setting({ GOFLAGS: '-modcacherw=maybe' }),
  setting({ GOFLAGS: 'mod=vendor' }),
  setting({ GOPROXY: 'mirror' }),
  setting({ GOTOOLCHAIN: 'foo' }),
  {
    name: 'no go on PATH, and none that go.mod asks for',
    async arrange(stage) {
      await stage.write('go.mod', (await stage.read('go.mod')).replace(/^go .*\n/m, ''));
      return { env: { PATH: '/nowhere' } };
    },
    verdict: { failureClass: 'go-missing', remedy: '`go-version: stable`', withinS: 20 },
  },
  {
    name: 'three inputs with values that are none',
    arrange: async () => ({ inputs: { retries: 'many', profile: 'lan', timeout: 'soon' } }),
    verdict: { failureClass: 'input', remedy: '`with:`', withinS: 20 },
  },
];
