import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import type { Report } from '../src/action/report.ts';
import type { DnsLayer, LayerResult, MirrorDiagnosis } from '../src/diagnose/diagnosis.ts';
import { openRoom, type Room } from './harness.ts';
import { runWithNames, urlOf, whyNoNames } from './names.ts';

const why = whyNoNames();
if (why !== undefined) console.warn(`skipped: names that fail in every way (${why})`);
const whereNames = why === undefined ? describe : describe.skip;

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const others = '127.0.0.2';

whereNames('a network with dnsmasq', () => {
  let room: Room;
  let scratch: string;
  let served: string;

  beforeAll(async () => {
    room = await openRoom();
    await writeProject(room.project, { requires: [alpha] });
    scratch = await mkdtemp(join(tmpdir(), 'gmr-e2e-names-'));
    served = join(scratch, 'served');
    for (const kind of ['info', 'mod', 'zip'] as const) {
      const file = join(served, alpha.path, '@v', `${alpha.version}.${kind}`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, alpha[kind]);
    }
  });

  afterAll(async () => {
    await room.close();
    await rm(scratch, { recursive: true, force: true });
  });

  async function run(inputs: Readonly<Record<string, string>>) {
    const names = await mkdtemp(join(scratch, 'run-'));
    const reportFile = join(names, 'report.json');
    const args = Object.entries(inputs).map(([name, value]) => `--${name}=${value}`);
    const env = { ...room.env, GO_MOD_RESILIENT_REPORT: reportFile };
    const ended = await runWithNames(names, served, args, { cwd: room.project, env });
    const report = JSON.parse(await readFile(reportFile, 'utf8').catch(() => '{}')) as Report;
    return { ...ended, report };
  }

  const labels = ['nxdomain', 'servfail', 'refused', 'silent', 'wrong', 'hole', 'good'];
  const mirrors = labels.map(urlOf).join('\n');

  function dnsOf(mirror: MirrorDiagnosis | undefined): DnsLayer & LayerResult {
    const dns = mirror?.layers.find(
      (layer): layer is DnsLayer & LayerResult => layer.layer === 'dns',
    );
    if (dns === undefined) throw new Error('DNS comes first');
    return dns;
  }

  test('each way to fail is told by its name, and the rest works', async () => {
    const { report, wallMs, output } = await run({ mirrors, cache: 'off', diagnose: 'always' });
    expect(output).not.toContain('cannot be looked into');
    const found = report.diagnosis?.mirrors ?? [];
    expect(found.map((mirror) => dnsOf(mirror).problem)).toEqual([
      'nxdomain',
      'servfail',
      'refused',
      'timeout',
      undefined,
      undefined,
      undefined,
    ]);
    expect(found.map(({ isUsable }) => isUsable)).toEqual([
      ...Array<boolean>(5).fill(false),
      true,
      true,
    ]);
    // An address where nobody listens, and for a company's own host no address but this machine's.
    expect(found[4]?.verdict).toMatch(/^dns: .*127\.0\.0\.66.*this machine itself/);
    expect(found[5]?.notes.join()).toContain('black hole');
    expect(report.diagnosis?.durationMs).toBeLessThan(20_000);
    expect(wallMs).toBeLessThan(60_000);
  });

  test('the servers of the input dns tell a broken and a poisoned resolver from a dead host, and the download goes through them', async () => {
    await room.emptyModuleCache();
    const { report, exitCode } = await run({
      mirrors: ['refused', 'servfail', 'wrong', 'nxdomain'].map(urlOf).join('\n'),
      dns: others,
      cache: 'off',
      diagnose: 'always',
    });
    expect({ exitCode, outcome: report.run?.outcome }).toEqual({ exitCode: 0, outcome: 'success' });
    const found = report.diagnosis?.mirrors ?? [];
    expect(found.map((mirror) => dnsOf(mirror).comparison?.verdict)).toEqual([
      'system-broken',
      'system-broken',
      'poisoned',
      'no-such-host',
    ]);
    expect(found.map(({ isUsable }) => isUsable)).toEqual([true, true, true, false]);
  });

  test('lookups that nobody answers do not hold up the end', async () => {
    const mirrors = ['a.silent', 'b.silent', 'c.silent'].map(
      (label) => `--mirrors=${urlOf(label)}`,
    );
    const names = await mkdtemp(join(scratch, 'run-'));
    const args = ['doctor', ...mirrors];
    const { wallMs, output } = await runWithNames(names, served, args, {
      cwd: room.project,
      env: room.env,
    });
    expect(output.match(/system \(127\.0\.0\.1\) gives no answer in time/g)).toHaveLength(3);
    // Five seconds are the limit of a lookup; the system's resolver would go on for five more.
    expect(wallMs).toBeLessThan(9_000);
  });

  test('silent names do not hold up the name of the mirror that works', async () => {
    await room.emptyModuleCache();
    const { report, exitCode, wallMs } = await run({
      mirrors: ['a.silent', 'b.silent', 'c.silent', 'good'].map(urlOf).join('\n'),
      cache: 'off',
      diagnose: 'never',
    });
    expect({ exitCode, outcome: report.run?.outcome }).toEqual({ exitCode: 0, outcome: 'success' });
    // The system's resolver is silent for ten seconds, and a pool of four threads has two of them look up names.
    expect(report.run.downloadDurationMs).toBeLessThan(5_000);
    // Nor does it wait for them in the end.
    expect(wallMs).toBeLessThan(9_000);
  });

  test('a resolver that is down is said once, not for each mirror', async () => {
    await room.emptyModuleCache();
    const { report, output } = await run({
      mirrors: ['refused', 'refused-too', 'refused-as-well'].map(urlOf).join('\n'),
      profile: 'intranet',
      cache: 'off',
    });
    expect(report.failure?.class).toBe('dns');
    expect(report.diagnosis?.machine).toMatchObject({ common: 'dns' });
    expect(output.match(/Diagnosis: name resolution is down on this machine/g)).toHaveLength(1);
  });
});
