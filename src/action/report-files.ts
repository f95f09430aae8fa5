import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renamePatiently } from '../cache/patient-rename.ts';
import type { Environment } from '../effects.ts';
import type { Redactor } from '../redact.ts';
import { renderReport } from './report.ts';
import type { RunResult } from './result.ts';

/**
 * Writes the JSON report and, beside it, the trace of `go`. GO_MOD_RESILIENT_REPORT names the report for use outside a
 * job; in a job it lies in the runner's temporary directory, which later steps can read.
 * @returns `result` with the paths of what could be written: a full disk must not hide what the report would have said,
 * annotations and summary still come.
 */
export async function writeReportFiles(
  result: RunResult,
  redactor: Redactor,
  env: Environment,
): Promise<RunResult> {
  const directory = env['RUNNER_TEMP'];
  const path =
    env['GO_MOD_RESILIENT_REPORT'] ||
    (directory ? join(directory, `go-mod-resilient-report-${process.pid}.json`) : undefined);
  if (path === undefined) return result;
  const tracePath = `${path.replace(/\.json$/, '')}-go-trace.log`;
  const { goTrace } = result;
  const hasTrace =
    goTrace.length > 0 &&
    (await write(tracePath, goTrace.map((line) => `${redactor.redact(line)}\n`).join('')));
  const traced: RunResult = hasTrace ? { ...result, tracePath } : result;
  const isWritten = await write(path, renderReport(traced, redactor));
  return isWritten ? { ...traced, reportPath: path } : traced;
}

/** Complete or not at all, since a later step may read it at any time. */
async function write(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(`${path}.tmp`, text);
    await renamePatiently(`${path}.tmp`, path);
    return true;
  } catch {
    return false;
  }
}
