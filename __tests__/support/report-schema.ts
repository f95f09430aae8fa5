import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

export const reportSchema = JSON.parse(readFileSync(resolve('schema/report-v1.json'), 'utf8'));

const isValid = new Ajv2020({ strict: true, allErrors: true }).compile(reportSchema);

/** What in a report, as parsed from its file, the schema does not know; none where it is as documented. */
export function reportProblems(report: unknown): readonly string[] {
  if (isValid(report)) return [];
  return (isValid.errors ?? []).map(describe);
}

function describe({ instancePath, message = '', params }: ErrorObject): string {
  return `${instancePath || 'the report'} ${message} ${JSON.stringify(params)}`;
}
