import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Environment } from '../../src/effects.ts';
import { readGoEnvironment } from '../../src/go/command.ts';
import { createWorld, type World } from './support/file-proxy.ts';
import { realClock } from './support/real-clock.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.remove());

/** Nothing but what a `go` command needs to start. */
function bareEnv(extra: Environment = {}): Environment {
  return { PATH: process.env['PATH'], HOME: world.directory, GOENV: 'off', ...extra };
}

function read(env: Environment, go: string | undefined = world.go) {
  return readGoEnvironment(go, env, new AbortController().signal, realClock);
}

describe('readGoEnvironment', () => {
  test('reads what nobody has set', async () => {
    const environment = await read(bareEnv());
    expect(environment.version).toMatch(/^\d+\.\d+/);
    expect(environment.isGoproxySet).toBe(false);
    expect(environment.goproxy).toBe(environment.shippedGoproxy);
    const goEnv = await readFile(path.join(environment.goroot, 'go.env'), 'utf8');
    expect(goEnv).toContain(`GOPROXY=${environment.shippedGoproxy}\n`);
    expect(goEnv).toContain(`GOTOOLCHAIN=${environment.gotoolchain}`);
  });

  test('GOPROXY of the environment is set, even to what is shipped', async () => {
    const { shippedGoproxy } = await read(bareEnv());
    const own = await read(bareEnv({ GOPROXY: 'https://mirror.test' }));
    expect(own).toMatchObject({
      goproxy: 'https://mirror.test',
      shippedGoproxy,
      isGoproxySet: true,
    });
    expect((await read(bareEnv({ GOPROXY: shippedGoproxy }))).isGoproxySet).toBe(true);
  });

  test('GOPROXY and GOTOOLCHAIN of go env -w are set', async () => {
    const file = path.join(world.directory, 'env');
    await writeFile(file, '# mine\nGOPROXY=https://mirror.test,direct\nGOTOOLCHAIN=go1.99.0\n');
    expect(await read(bareEnv({ GOENV: file }))).toMatchObject({
      goproxy: 'https://mirror.test,direct',
      isGoproxySet: true,
      gotoolchain: 'go1.99.0',
    });
  });

  test('a toolchain that does not exist is not looked for', async () => {
    const environment = await read(bareEnv({ GOTOOLCHAIN: 'go1.99.0', GOPROXY: 'off' }));
    expect(environment.gotoolchain).toBe('go1.99.0');
  });

  test('private patterns apply to the three variables', async () => {
    expect(await read(bareEnv({ GOPRIVATE: 'corp.test/*' }))).toMatchObject({
      goprivate: 'corp.test/*',
      gonoproxy: 'corp.test/*',
      gonosumdb: 'corp.test/*',
    });
  });

  test('without a go command the failure is go-missing', async () => {
    const missing = readGoEnvironment(
      undefined,
      bareEnv(),
      new AbortController().signal,
      realClock,
    );
    await expect(missing).rejects.toMatchObject({ failure: { class: 'go-missing' } });
    const gone = read(bareEnv(), '/nonexistent/go');
    await expect(gone).rejects.toMatchObject({ failure: { class: 'go-missing' } });
  });

  test('GOFLAGS that no command would take is an input problem', async () => {
    await expect(read(bareEnv({ GOFLAGS: 'mod=vendor tags' }))).rejects.toMatchObject({
      failure: { class: 'input', detail: expect.stringMatching(/mod=vendor.*tags/) },
    });
  });

  test('settings without which go does not start are an input problem', async () => {
    const nowhere = { ...bareEnv({ GOROOT: '/nonexistent' }) };
    await expect(read(nowhere)).rejects.toMatchObject({ failure: { class: 'input' } });
  });

  test('an abort is passed on as it is', async () => {
    const reason = new Error('cancelled');
    const aborted = readGoEnvironment(world.go, bareEnv(), AbortSignal.abort(reason), realClock);
    await expect(aborted).rejects.toBe(reason);
  });

  const posix = process.platform === 'win32' ? describe.skip : describe;
  posix('a go command that misbehaves', () => {
    async function standIn(script: string): Promise<string> {
      const file = path.join(world.directory, 'go-stand-in');
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
      return file;
    }

    test('is stopped after 30 s', async () => {
      const go = await standIn('exec sleep 300');
      // Time runs a hundred times faster.
      const clock = {
        now: realClock.now,
        after: (delayMs: number, action: () => void) => realClock.after(delayMs / 100, action),
      };
      const hanging = readGoEnvironment(go, bareEnv(), new AbortController().signal, clock);
      await expect(hanging).rejects.toMatchObject({ failure: { class: 'stall', limitMs: 30_000 } });
    });

    test('prints no JSON: it is no go', async () => {
      const go = await standIn('echo hello');
      await expect(read(bareEnv(), go)).rejects.toMatchObject({
        failure: { class: 'go-missing', isBroken: true },
      });
    });

    test('a Go before 1.21 has no go.env: its own default counts as shipped', async () => {
      const own = await standIn(
        `echo '{"GOVERSION":"go1.20.14","GOROOT":"${world.directory}","GOPROXY":"'\${GOPROXY:-https://default.test}'"}'`,
      );
      expect(await read(bareEnv(), own)).toMatchObject({
        version: '1.20.14',
        shippedGoproxy: 'https://default.test',
        isGoproxySet: false,
      });
      expect(await read(bareEnv({ GOPROXY: 'https://mirror.test' }), own)).toMatchObject({
        shippedGoproxy: 'https://default.test',
        isGoproxySet: true,
      });
    });
  });
});
