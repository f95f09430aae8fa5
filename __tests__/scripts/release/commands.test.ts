import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { scriptsDirectory } from './modules.ts';

const commit = 'c0ffee'.padEnd(40, '0');
const token = 'ghs_secret-of-the-job';

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'release-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Not spawnSync: the server that answers lives in this process. */
function run(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const file = fileURLToPath(new URL(script, scriptsDirectory));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [file, ...args],
      { cwd: directory, env: { ...process.env, ...env } },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

interface Release {
  readonly tag_name: string;
  readonly draft?: boolean;
  readonly prerelease?: boolean;
}

/** As much of GitHub's REST API as a release asks for, on loopback. */
class FakeGitHub {
  releases: readonly Release[] = [];
  readonly refs = new Map<string, string>();
  readonly orders: string[] = [];
  readonly tokens = new Set<string | undefined>();
  /** Answers orders with this status. */
  refusal: number | undefined;
  #server: Server | undefined;

  async start(): Promise<Readonly<Record<string, string>>> {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.tokens.add(request.headers.authorization);
        const { status, body } = this.#answer(
          `${request.method}`,
          new URL(`${request.url}`, 'http://host.invalid'),
          Buffer.concat(chunks).toString(),
        );
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    return {
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: 'owner/name',
      GH_TOKEN: token,
    };
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #answer(method: string, { pathname, searchParams }: URL, text: string) {
    const path = pathname.replace('/repos/owner/name/', '');
    if (method === 'GET' && path === 'releases') {
      const size = Number(searchParams.get('per_page'));
      const start = (Number(searchParams.get('page')) - 1) * size;
      const page = this.releases.slice(start, start + size);
      return {
        status: 200,
        body: page.map((each) => ({ draft: false, prerelease: false, ...each })),
      };
    }
    if (method === 'GET' && path.startsWith('git/matching-refs/')) {
      const prefix = path.replace('git/matching-refs/', 'refs/');
      const found = [...this.refs].filter(([ref]) => ref.startsWith(prefix));
      return { status: 200, body: found.map(([ref, sha]) => ({ ref, object: { sha } })) };
    }
    this.orders.push(`${method} ${path} ${text}`);
    if (this.refusal !== undefined) {
      return { status: this.refusal, body: { message: 'Resource not accessible by integration' } };
    }
    return { status: method === 'POST' ? 201 : 200, body: {} };
  }
}

describe('with the releases of the repository', () => {
  let github: FakeGitHub;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    github = new FakeGitHub();
    env = await github.start();
  });

  afterEach(() => github.close());

  test('move-major-tag moves a tag that exists, and names what it was', async () => {
    github.releases = [{ tag_name: 'v1.2.3' }, { tag_name: 'v1.2.2' }];
    github.refs.set('refs/tags/v1', 'before').set('refs/tags/v1.2.3', commit);
    const { code, stdout } = await run('move-major-tag.mjs', ['v1.2.3', commit], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `v1: before -> ${commit} (v1.2.3)\n` });
    expect(github.orders).toEqual([`PATCH git/refs/tags/v1 {"sha":"${commit}","force":true}`]);
    expect([...github.tokens]).toEqual([`Bearer ${token}`]);
  });

  test('move-major-tag makes a tag that only longer names begin with', async () => {
    github.releases = [{ tag_name: 'v1.0.0' }];
    github.refs.set('refs/tags/v1.0.0', commit).set('refs/tags/v10', 'other');
    const { code, stdout } = await run('move-major-tag.mjs', ['v1.0.0', commit], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `v1: new -> ${commit} (v1.0.0)\n` });
    expect(github.orders).toEqual([`POST git/refs {"ref":"refs/tags/v1","sha":"${commit}"}`]);
  });

  test.each([
    ['a prerelease', 'v1.3.0-rc.1', 'v1.3.0-rc.1 is a prerelease'],
    ['a patch of an older minor version', 'v1.2.4', 'v1.2.5 is newer than v1.2.4'],
  ])('move-major-tag leaves it for %s', async (_, tag, because) => {
    github.releases = [{ tag_name: 'v1.2.5' }, { tag_name: 'v1.2.4' }];
    github.refs.set('refs/tags/v1', 'before');
    const { code, stdout } = await run('move-major-tag.mjs', [tag, commit], env);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `The major tag stays where it is: ${because}.\n`,
    });
    expect(github.orders).toEqual([]);
  });

  test('move-major-tag takes no notice of drafts, and of what was marked as a prerelease', async () => {
    github.releases = [
      { tag_name: 'v1.4.0', draft: true },
      { tag_name: 'v1.3.0', prerelease: true },
      { tag_name: 'v1.2.4' },
    ];
    const { stdout } = await run('move-major-tag.mjs', ['v1.2.4', commit], env);
    expect(stdout).toContain('v1: new');
  });

  test('move-major-tag fails for a release that was marked as a prerelease afterwards', async () => {
    github.releases = [{ tag_name: 'v1.3.0', prerelease: true }, { tag_name: 'v1.2.4' }];
    const { code, stderr } = await run('move-major-tag.mjs', ['v1.3.0', commit], env);
    expect(code).toBe(1);
    expect(stderr).toContain('v1.3.0 is not published, or is marked as a prerelease');
    expect(github.orders).toEqual([]);
  });

  test('move-major-tag finds the newer release on a later page', async () => {
    const many = Array.from({ length: 250 }, (_, patch) => ({ tag_name: `v1.0.${patch}` }));
    github.releases = many;
    const { stdout } = await run('move-major-tag.mjs', ['v1.0.248', commit], env);
    expect(stdout).toContain('v1.0.249 is newer than v1.0.248');
  });

  test.each([
    ['what GitHub says, and where to read on, when it refuses', 403],
    ['the same for an outage', 502],
  ])('move-major-tag fails with %s', async (_, status) => {
    github.releases = [{ tag_name: 'v1.0.0' }];
    github.refusal = status;
    const { code, stderr } = await run('move-major-tag.mjs', ['v1.0.0', commit], env);
    expect(code).toBe(1);
    expect(stderr).toContain(`POST git/refs: ${status}`);
    expect(stderr).toContain('Resource not accessible by integration');
    expect(stderr).toContain('docs/releasing.md');
    expect(stderr).not.toContain(token);
  });

  test.each([
    ['a tag for a commit', ['v1.0.0', 'v1.0.0'], 'is no commit'],
    ['a branch for a tag', ['main', commit], 'is no release tag'],
    ['nothing', [], 'is no commit'],
  ])('move-major-tag refuses %s', async (_, args, message) => {
    const { code, stderr } = await run('move-major-tag.mjs', args, env);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(github.orders).toEqual([]);
  });

  test('move-major-tag names the variable that is missing', async () => {
    const { code, stderr } = await run('move-major-tag.mjs', ['v1.0.0', commit], {
      ...env,
      GH_TOKEN: '',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('GH_TOKEN is not set');
  });

  test.each([
    ['the newest release', 'v1.3.0', '--latest=true\n'],
    ['a patch of an older version', 'v1.1.1', '--latest=false\n'],
    ['a prerelease', 'v1.3.0-rc.1', '--prerelease\n--latest=false\n'],
  ])('print-flags marks %s', async (_, tag, flags) => {
    github.releases = [{ tag_name: 'v1.2.0' }];
    const { code, stdout } = await run('print-flags.mjs', [tag], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: flags });
  });
});

describe('in a work tree', () => {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@host.invalid', ...args], {
      cwd: directory,
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });

  beforeEach(() => {
    const files = {
      '.gitattributes': '* text=auto eol=lf\n',
      'action.yml': 'name: x\n',
      'CHANGELOG.md': '# Changelog\n\n## [1.2.3] - 2027-01-01\n\n- One thing.\n',
      'README.md': '# x\n',
      'SECURITY.md': '# x\n',
      LICENSE: 'MIT\n',
      'package.json': '{"version":"1.2.3"}',
      'package-lock.json': '{"version":"1.2.3","packages":{"":{"version":"1.2.3"}}}',
      'dist/index.js': 'export {};\n',
      'dist/package.json': '{"type":"module"}\n',
      'docs/x.md': '# x\n',
      'src/main.ts': 'export {};\n',
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(directory, name, '..'), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'x', '--date', '2027-01-01T00:00:00Z');
  });

  test('check-tag passes a tag that all files agree with', async () => {
    expect(await run('check-tag.mjs', ['v1.2.3'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('check-tag fails with every disagreement', async () => {
    const { code, stderr } = await run('check-tag.mjs', ['v1.2.4']);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(4);
  });

  test('print-notes prints the section of the version', async () => {
    expect(await run('print-notes.mjs', ['v1.2.3'])).toMatchObject({
      code: 0,
      stdout: '- One thing.\n',
    });
  });

  test('print-notes fails for a version without a section', async () => {
    const { code, stdout, stderr } = await run('print-notes.mjs', ['v1.2.4']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('has no section');
  });

  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  test('pack writes the action as a tarball, and the sums of it and of dist/', async () => {
    expect(await run('pack.mjs', ['v1.2.3', 'assets'])).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(join(directory, 'assets')).sort()).toEqual([
      'SHA256SUMS',
      'go-mod-resilient-v1.2.3.tar.gz',
    ]);
    const tarball = readFileSync(join(directory, 'assets', 'go-mod-resilient-v1.2.3.tar.gz'));
    expect(readFileSync(join(directory, 'assets', 'SHA256SUMS'), 'utf8')).toBe(
      [
        `${sha256(tarball)}  go-mod-resilient-v1.2.3.tar.gz\n`,
        `${sha256(Buffer.from('export {};\n'))}  dist/index.js\n`,
        `${sha256(Buffer.from('{"type":"module"}\n'))}  dist/package.json\n`,
      ].join(''),
    );
    const names = execFileSync('tar', ['-tf', '-'], { input: gunzipSync(tarball) }).toString();
    expect(names).toContain('go-mod-resilient-v1.2.3/action.yml\n');
    expect(names).toContain('go-mod-resilient-v1.2.3/dist/index.js\n');
    expect(names).not.toContain('src/');
    expect(names).not.toContain('package-lock');
  });

  test('pack gives the same bytes again, whatever lies in the work tree and in the git configuration', async () => {
    await run('pack.mjs', ['v1.2.3', 'first']);
    writeFileSync(join(directory, 'dist', 'index.js'), 'changed\n');
    writeFileSync(join(directory, 'dist', 'extra.js'), 'new\n');
    git('config', 'tar.umask', '0077');
    await run('pack.mjs', ['v1.2.3', 'second']);
    for (const name of ['SHA256SUMS', 'go-mod-resilient-v1.2.3.tar.gz']) {
      const [first, second] = ['first', 'second'].map((each) =>
        sha256(readFileSync(join(directory, each, name))),
      );
      expect(second).toBe(first);
    }
  });

  test('pack refuses a name that is no release tag', async () => {
    const { code, stderr } = await run('pack.mjs', ['../v1.2.3', 'assets']);
    expect(code).toBe(1);
    expect(stderr).toContain('expected a tag and a directory');
  });
});
