/** What is wrong with the project, the inputs and the machine's Go. */

import { changeLine, runCommand } from './cure.ts';
import { alpha } from './modules.ts';
import type { Scene } from './scene.ts';

export const projectScenes: readonly Scene[] = [
  {
    failureClass: 'input',
    fault: 'Three inputs have values that are none.',
    arrange: async () => ({ inputs: { retries: 'many', profile: 'lan', timeout: 'soon' } }),
  },
  {
    failureClass: 'go-missing',
    fault: 'There is no `go` on PATH, and go.mod does not say which one the project needs.',
    async arrange(stage) {
      await stage.write('go.mod', (await stage.read('go.mod')).replace(/^go .*\n/m, ''));
      return { env: { PATH: '/nowhere' } };
    },
  },
  {
    failureClass: 'toolchain',
    fault: 'go.mod asks for a newer Go, and GOTOOLCHAIN=local forbids to fetch it.',
    async arrange(stage) {
      await stage.write('go.mod', (await stage.read('go.mod')).replace('go 1.21', 'go 1.99'));
      return {};
    },
    cure: changeLine(/lower the `go`/, 'go 1.21'),
  },
  {
    failureClass: 'module-file',
    fault: 'A word in go.mod is no directive.',
    async arrange(stage) {
      await stage.append('go.mod', 'frobnicate example.com/alpha\n');
      return {};
    },
  },
  {
    failureClass: 'gosum-missing',
    fault: 'A module was added to go.mod, and go.sum was not committed.',
    async arrange(stage) {
      const sums = await stage.read('go.sum');
      await stage.write(
        'go.sum',
        alpha.sumLines.reduce((text, line) => text.replace(`${line}\n`, ''), sums),
      );
      return {};
    },
    cure: runCommand,
  },
  {
    failureClass: 'vendor',
    fault: 'vendor/modules.txt has another version than go.mod.',
    async arrange(stage) {
      await stage.write(
        'vendor/modules.txt',
        `# ${alpha.path} v1.1.0\n## explicit\n${alpha.path}\n`,
      );
      return {};
    },
    cure: runCommand,
  },
];
