/** What the user of a failed step sees: class, place and count of the annotations, with the real `go` and the real git. */
import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, type TestModule, writeProject } from '../__tests__/support/modules.ts';
import type { Environment } from '../src/effects.ts';
import { findGoDirectory, openRoom, type Room } from './harness.ts';
import { refusedUrl } from './places.ts';

const modules = Array.from({ length: 30 }, (_, index) =>
  makeModule(`example.com/m${index}`, 'v1.0.0'),
);
const [first] = modules as [TestModule, ...TestModule[]];
const ofGitHub = makeModule('github.com/example/repo', 'v1.0.0');

let room: Room;
let mirror: Mirror;
let gitServer: Server;
let gitUrl: string;

beforeEach(async () => {
  room = await openRoom();
  mirror = await startMirror({ modules });
  gitServer = createServer((request, response) => {
    const status = Number(request.url?.split('/')[1]);
    const headers = status === 401 ? { 'www-authenticate': 'Basic realm="test"' } : {};
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => gitServer.listen(0, '127.0.0.1', resolve));
  gitUrl = `http://127.0.0.1:${(gitServer.address() as AddressInfo).port}`;
});

afterEach(async () => {
  gitServer.close();
  await mirror.close();
  await room.close();
});

/** git asks loopback for what is said to be on GitHub, and may ask nobody else. */
const git = (to: string): Environment => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.${to}/.insteadOf`,
  GIT_CONFIG_VALUE_0: 'https://github.com/',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ALLOW_PROTOCOL: 'file:http',
});

interface Setting {
  readonly mirrors?: string;
  readonly env?: Environment;
}

interface Case {
  readonly name: string;
  readonly prepare: () => Promise<Setting>;
  readonly failureClass: string;
  readonly title: string;
  /** `file:line`; none for a failure that no line is to blame for. */
  readonly place?: string;
  readonly says: string;
}

const project = (name: string) => join(room.project, name);

/** A module below the root, so that its files are not where the step runs. */
async function writeService(requires: readonly TestModule[], goMod = ''): Promise<string> {
  const directory = project('services/api');
  await mkdir(directory, { recursive: true });
  await writeProject(directory, { requires });
  await appendFile(join(directory, 'go.mod'), goMod);
  return directory;
}

async function lineOf(file: string, text: string): Promise<number> {
  const lines = (await readFile(project(file), 'utf8')).split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

const cases: readonly Case[] = [
  {
    name: 'go.mod of a module below the root: unknown directive',
    prepare: async () => {
      await writeService([first], 'frobnicate\n');
      return {};
    },
    failureClass: 'module-file',
    title: 'module-file: unknown directive: frobnicate',
    place: 'services/api/go.mod:frobnicate',
    says: 'frobnicate',
  },
  {
    name: 'a replacement directory that is not there',
    prepare: async () => {
      await writeService([first], `replace ${first.path} => ../nowhere\n`);
      return {};
    },
    failureClass: 'module-file',
    title: `module-file: ${first.path}@v1.0.0`,
    place: 'services/api/go.mod:replace',
    says: 'replaced by ../nowhere',
  },
  {
    name: 'a module that no mirror has',
    prepare: async () => {
      await writeService([first, makeModule('example.com/absent', 'v1.0.0')]);
      return {};
    },
    failureClass: 'http-not-found',
    title: 'http-not-found: example.com/absent@v1.0.0',
    place: 'services/api/go.mod:example.com/absent',
    says: 'example.com/absent@v1.0.0',
  },
  {
    name: 'a line that go.sum lacks',
    prepare: async () => {
      const directory = await writeService([first]);
      await writeFile(join(directory, 'go.sum'), '');
      return {};
    },
    failureClass: 'gosum-missing',
    title: `gosum-missing: ${first.path}@v1.0.0`,
    place: 'services/api/go.mod:example.com/m0',
    says: 'go mod tidy',
  },
  {
    name: 'other bytes than go.sum names',
    prepare: async () => {
      const directory = await writeService([first]);
      const sum = await readFile(join(directory, 'go.sum'), 'utf8');
      await writeFile(join(directory, 'go.sum'), sum.replace(/h1:.{10}/, 'h1:AAAAAAAAAA'));
      return {};
    },
    failureClass: 'checksum-mismatch',
    title: 'checksum-mismatch: 127.0.0.1:',
    place: 'services/api/go.sum:AAAAAAAAAA',
    says: 'The bytes were refused',
  },
  {
    name: 'thirty modules from a mirror that is down',
    prepare: async () => {
      await writeService(modules);
      return { mirrors: await refusedUrl() };
    },
    failureClass: 'connect-refused',
    title: 'connect-refused: 127.0.0.1:',
    says: 'Nothing listens',
  },
  {
    name: 'thirty modules that a gatekeeper refuses',
    prepare: async () => {
      await writeService(modules);
      mirror.setFaults([{ match: '.zip', action: { kind: 'status', status: 403 } }]);
      return {};
    },
    failureClass: 'http-auth',
    title: 'http-auth: 127.0.0.1:',
    place: 'services/api/go.mod:example.com/m',
    says: '30 modules: example.com/m',
  },
  {
    name: 'git: credentials are missing',
    prepare: async () => {
      await writeService([ofGitHub]);
      return { mirrors: 'direct', env: git(`${gitUrl}/401`) };
    },
    failureClass: 'vcs-auth',
    title: 'vcs-auth: github.com/example/repo@v1.0.0',
    place: 'services/api/go.mod:github.com/example/repo',
    says: 'terminal prompts disabled',
  },
  {
    name: 'git: no such repository, in the language of the machine',
    prepare: async () => {
      await writeService([ofGitHub]);
      return {
        mirrors: 'direct',
        env: { ...git(`${gitUrl}/404`), LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' },
      };
    },
    failureClass: 'vcs-not-found',
    title: 'vcs-not-found: github.com/example/repo@v1.0.0',
    place: 'services/api/go.mod:github.com/example/repo',
    says: "/404/example/repo/' not found",
  },
  {
    name: 'git is not installed',
    prepare: async () => {
      await writeService([ofGitHub]);
      return { mirrors: 'direct', env: { PATH: await findGoDirectory() } };
    },
    failureClass: 'vcs-missing',
    title: 'vcs-missing: github.com/example/repo@v1.0.0',
    place: 'services/api/go.mod:github.com/example/repo',
    says: 'executable file not found',
  },
  {
    name: 'a list that ends with off',
    prepare: async () => {
      await writeService([first]);
      return { mirrors: 'off' };
    },
    failureClass: 'offline-miss',
    title: `offline-miss: ${first.path}@v1.0.0`,
    place: 'services/api/go.mod:example.com/m0',
    says: '`off` forbids asking any mirror',
  },
  {
    name: 'a module cache that is a file',
    prepare: async () => {
      await writeService([first]);
      await writeFile(room.moduleCache, '');
      return {};
    },
    failureClass: 'cache-corrupt',
    title: 'cache-corrupt: unusable files in the way of ',
    says: 'remove the file that the message names',
  },
  {
    name: 'a GOFLAGS that go refuses',
    prepare: async () => {
      await writeService([first]);
      return { env: { GOFLAGS: '-modcacherw=maybe' } };
    },
    failureClass: 'input',
    title: 'input: ',
    says: 'modcacherw',
  },
  {
    name: 'a go that is a stand-in without a Go behind it',
    prepare: async () => {
      await writeService([first]);
      const directory = join(room.directory, 'shims');
      await mkdir(directory);
      const shim = join(directory, 'go');
      await writeFile(shim, '#!/bin/sh\necho "No version is set for command go" >&2\nexit 126\n');
      await chmod(shim, 0o755);
      return { env: { PATH: `${directory}:/usr/bin:/bin` } };
    },
    failureClass: 'go-missing',
    title: 'go-missing: go env failed: No version is set',
    says: 'does not work',
  },
];

test.each(cases)('$name: $failureClass', async ({ prepare, failureClass, title, place, says }) => {
  const { mirrors = mirror.url, env = {} } = await prepare();
  const outcome = await room.run({
    inputs: { mirrors, profile: 'intranet', cache: 'off', retries: '0' },
    env,
  });
  const errors = outcome.annotations.filter(({ level }) => level === 'error');
  if (process.env['SHOW_ANNOTATIONS']) {
    const shown = outcome.annotations.map(
      (one) =>
        `${one.level} ${one.file}:${one.line}\n  ${one.title}\n  ${one.message.replaceAll('\n', '\n  ')}`,
    );
    process.stdout.write(`${shown.join('\n')}\n\n`);
  }
  expect(errors.map((one) => one.failureClass)).toEqual([failureClass]);
  expect(outcome.outputs['failure-class']).toBe(failureClass);
  const [file, text = ''] = place?.split(':') ?? [];
  const line = file === undefined ? undefined : await lineOf(file, text);
  expect(errors[0]).toMatchObject({ file, line });
  expect(errors[0]?.title).toContain(title);
  expect(errors[0]?.message).toContain(says);
  expect(errors[0]?.message).not.toContain(room.project);
});
