import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createReporter, type Streams } from '../../src/action/reporter.ts';
import { createRedactor } from '../../src/redact.ts';

const secret = 'hunter2-token';

function streams(isTTY = false) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    isTTY,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const pair: Streams = { stdout: stream('stdout'), stderr: stream('stderr') };
  return { written, pair };
}

describe('a terminal', () => {
  test('shows lines without commands of a runner, and needs none of its files', async () => {
    const { written, pair } = streams();
    const reporter = await createReporter({}, createRedactor(), pair);
    reporter.addMask(secret);
    reporter.startGroup('Mirrors');
    reporter.info(`asked https://${secret}@a.example with ${secret}\nand another`);
    reporter.endGroup();
    reporter.debug('unseen');
    reporter.showProgress('1 of 2 modules');
    reporter.annotate({
      level: 'error',
      title: 'stall: a.example',
      message: 'one\ntwo',
      file: 'go.mod',
      line: 3,
    });
    reporter.setOutput('modules', '2');
    reporter.exportVariable('GOPROXY', 'off');
    await reporter.writeSummary([{ kind: 'facts', facts: [['Cause', secret]] }]);
    expect(written.stdout).toBe(
      'Mirrors\n  asked https://***@a.example with ***\n  and another\n1 of 2 modules\n  Cause: ***\n\n',
    );
    expect(written.stderr).toBe('error: stall: a.example (go.mod:3)\n  one\n  two\n');
  });

  test('shows outputs where debugging is on', async () => {
    const { written, pair } = streams();
    const reporter = await createReporter({ RUNNER_DEBUG: '1' }, createRedactor(), pair);
    reporter.setOutput('modules', '2');
    expect(written.stderr).toBe('debug: output modules=2\n');
  });

  test('replaces progress in place and clears it before anything else', async () => {
    const { written, pair } = streams(true);
    const reporter = await createReporter({}, createRedactor(), pair);
    expect(reporter.progressStyle).toBe('terminal');
    reporter.showProgress('one');
    reporter.showProgress('two');
    reporter.info('done');
    expect(written.stderr).toBe('\r\u001B[2Kone\r\u001B[2Ktwo\r\u001B[2K');
    expect(written.stdout).toBe('done\n');
  });

  test('is not steered by foreign text', async () => {
    const { written, pair } = streams(true);
    const reporter = await createReporter({}, createRedactor(), pair);
    reporter.info('\u001B[2J\u0007gone');
    expect(written.stdout).toBe('\uFFFD[2J\uFFFDgone\n');
  });
});

describe('a job on GitHub', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'reporter-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** The toolkit writes to the streams of its process: a process of its own shows what the runner would read. */
  async function run(script: string, env: Record<string, string>): Promise<string> {
    const source = (name: string) => pathToFileURL(resolve('build/src', `${name}.js`)).href;
    const program = `
      import { createRedactor } from ${JSON.stringify(source('redact'))};
      import { createReporter } from ${JSON.stringify(source('action/reporter'))};
      const reporter = await createReporter(process.env, createRedactor(), process);
      const secret = ${JSON.stringify(secret)};
      ${script}`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { env: { PATH: process.env['PATH'], GITHUB_ACTIONS: 'true', ...env } },
    );
    return stdout;
  }

  const files = async () => {
    const env: Record<string, string> = {};
    for (const name of ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STEP_SUMMARY']) {
      env[name] = join(directory, name);
      await writeFile(env[name], '');
    }
    return env;
  };

  test('gets annotations, outputs, variables and a summary, all without the secret', async () => {
    const env = await files();
    const stdout = await run(
      `
      reporter.addMask(secret + '\\nsecond line');
      reporter.addMask(secret);
      reporter.annotate({ level: 'warning', title: 'stall: a, b', message: 'one ' + secret + '\\ntwo', file: 'go.mod', line: 3 });
      reporter.setOutput('goproxy', 'https://' + secret + '@a.example');
      reporter.exportVariable('GOPROXY', 'https://a.example|direct');
      await reporter.writeSummary([{ kind: 'paragraph', text: 'Used ' + secret }]);`,
      env,
    );
    expect(stdout.split('\n')).toEqual([
      `::add-mask::${secret}`,
      '::add-mask::second line',
      '::warning title=stall%3A a%2C b,file=go.mod,line=3::one ***%0Atwo',
      'Used ***',
      '',
    ]);
    const read = (name: string) => readFile(join(directory, name), 'utf8');
    expect(await read('GITHUB_OUTPUT')).toMatch(
      /^goproxy<<(\S+)\nhttps:\/\/\*\*\*@a\.example\n\1\n$/,
    );
    expect(await read('GITHUB_ENV')).toMatch(
      /^GOPROXY<<(\S+)\nhttps:\/\/a\.example\|direct\n\1\n$/,
    );
    expect(await read('GITHUB_STEP_SUMMARY')).toBe('Used &#42;&#42;&#42;\n\n');
  });

  test.each<[string, () => Record<string, string>]>([
    ['no files at all', () => ({})],
    [
      'files that are not there',
      () => ({
        GITHUB_OUTPUT: join(directory, 'none', 'a'),
        GITHUB_ENV: join(directory, 'none', 'b'),
        GITHUB_STEP_SUMMARY: join(directory, 'none', 'c'),
      }),
    ],
    [
      'directories in their place',
      () => ({ GITHUB_OUTPUT: directory, GITHUB_ENV: directory, GITHUB_STEP_SUMMARY: directory }),
    ],
  ])('goes on with %s, and says so', async (_, env) => {
    const stdout = await run(
      `
      reporter.setOutput('modules', '1');
      reporter.exportVariable('GOPROXY', 'off');
      await reporter.writeSummary([{ kind: 'paragraph', text: 'x' }]);
      reporter.info('still here');`,
      env(),
    );
    expect(stdout).toMatch(/output modules is not passed on/);
    expect(stdout).toMatch(/variable GOPROXY is not passed on/);
    expect(stdout).toMatch(/the job summary is not written/);
    expect(stdout).toMatch(/^still here$/m);
    expect(stdout).not.toMatch(/^::/m);
  });

  test.each([
    ['a command', '::add-path::/evil'],
    ['a command after blanks', '  ::error::fake'],
    ['a command in a later line', 'x\\n::set-env name=A::b'],
    ['a command after a carriage return', 'x\\r::stop-commands::t'],
    ['an old command', 'x ##[error]fake'],
  ])('%s in a line of go or a server is not obeyed', async (_, line) => {
    const stdout = await run(`reporter.info('${line}'); reporter.showProgress('${line}');`, {});
    expect(stdout).not.toMatch(/^\s*::|##\[/m);
    expect(stdout.replaceAll('\u200B', '')).toContain(line.split(/\\[nr]/).at(-1));
  });
});
