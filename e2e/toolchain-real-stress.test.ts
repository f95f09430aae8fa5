/**
 * Real toolchains from the proxy that Go ships with, proven by the real checksum database, on a PATH without Go. `npm run
 * stress` plays all; the end-to-end suite none, for they are large.
 */
import { cp } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findDefaultProxy, wayOut } from './default-proxy.ts';
import { findGoDirectory, type Outcome, openRoom } from './harness.ts';
import { directoryWithoutGo } from './toolchain/without-go.ts';
import { repository } from './tools.ts';

const { obstacle } = await findDefaultProxy();

for (const wanted of ['1.21', '1.24', '1.25', 'stable']) {
  const name = `go-version: ${wanted}`;
  if (obstacle === undefined) test(name, () => installAndUse(wanted), 900_000);
  else test.skip(`${name} (skipped: ${obstacle})`, () => installAndUse(wanted));
}

async function installAndUse(wanted: string): Promise<void> {
  const room = await openRoom();
  try {
    await cp(join(repository, 'examples', 'starter'), room.project, { recursive: true });
    const path = await directoryWithoutGo(room.directory);
    const env = {
      ...wayOut,
      PATH: path,
      GOSUMDB: undefined,
      GOTOOLCHAIN: undefined,
    };
    const run = () => room.run({ inputs: { 'go-version': wanted, cache: 'local' }, env });
    const first = await run();
    expect({ ...first.outputs, said: first.stdout }).toMatchObject({ 'failure-class': '' });
    const version = first.outputs['go-version'] ?? '';
    expect(version).toMatch(
      wanted === 'stable' ? /^1\.\d+\.\d+$/ : new RegExp(`^${wanted}\\.\\d+$`),
    );

    const later = (outcome: Outcome, args: readonly string[]) =>
      room.go(args, {
        ...env,
        ...outcome.exported,
        GOPROXY: 'off',
        CGO_ENABLED: '0',
        PATH: [...outcome.paths, path].join(delimiter),
      });
    expect((await later(first, ['version'])).output).toContain(`go${version} `);
    for (const args of [
      ['build', '-o', join(room.directory, 'starter'), '.'],
      ['test', './...'],
    ]) {
      expect(await later(first, args)).toMatchObject({ exitCode: 0 });
    }

    const { go } = first.report ?? {};
    expect(go).toMatchObject({
      version,
      source: 'mirror',
      root: join(room.toolCache, 'go', version, process.arch),
      hash: await sumByGo(version),
      proof: { database: 'sum.golang.org' },
    });
    expect(go?.proof?.treeSize).toBeGreaterThan(go?.proof?.record ?? Number.POSITIVE_INFINITY);
    process.stdout.write(`${JSON.stringify(go)} in ${Math.round(first.wallMs)} ms\n`);

    const second = await run();
    expect(second.report?.go).toMatchObject({ version, source: 'tool-cache' });
    const asked = (second.report?.attempts ?? []).map(({ endpoint }) => endpoint);
    // Which one is the newest only they know who have them.
    if (wanted === 'stable') expect(asked).toContain('golang.org/toolchain/@v/list');
    else expect(asked).toEqual([]);
    expect(asked.filter((endpoint) => /\.zip$|^sumdb\//.test(endpoint))).toEqual([]);

    /** What the machine's own `go` and the database agree on. */
    async function sumByGo(version: string): Promise<string> {
      const command = join(await findGoDirectory(), 'go');
      const variables = { ...env, GOTOOLCHAIN: 'local', GOFLAGS: '-modcacherw' };
      const { output: platform } = await room.execute(
        [command, 'env', 'GOOS', 'GOARCH'],
        variables,
      );
      const [goos, goarch] = platform.split('\n');
      const name = `golang.org/toolchain@v0.0.1-go${version}.${goos}-${goarch}`;
      const { output } = await room.execute([command, 'mod', 'download', '-json', name], variables);
      return JSON.parse(output).Sum;
    }
  } finally {
    await room.close();
  }
}
