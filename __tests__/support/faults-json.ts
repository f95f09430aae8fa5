import { type Fault, type FaultAction, malformedParts } from './faults.ts';

type Kind = Exclude<FaultAction['kind'], 'hold'>;
type FieldType = 'number' | 'string' | 'object';

/** Fields of each action as JSON carries them; `?` marks those that may be missing. */
const fields: Readonly<Record<Kind, Readonly<Record<string, FieldType | `${FieldType}?`>>>> = {
  latency: { ms: 'number' },
  'never-answer': {},
  stall: { afterBytes: 'number' },
  'reset-before-headers': {},
  reset: { afterBytes: 'number' },
  'reset-beyond': { bytes: 'number' },
  'close-before-headers': {},
  truncate: { afterBytes: 'number', framing: 'string' },
  status: { status: 'number', body: 'string?', headers: 'object?' },
  'flip-byte': { offset: 'number?' },
  body: { body: 'string', contentType: 'string?' },
  html: {},
  redirect: { to: 'string', status: 'number?' },
  'redirect-loop': {},
  portal: {},
  drip: { bytes: 'number', everyMs: 'number' },
  'wrong-length': { by: 'number' },
  malformed: { part: 'string' },
  raw: { bytes: 'string' },
  headers: { headers: 'object' },
  gzip: {},
  'wrong-version': { version: 'string' },
  'wrong-range': { startBy: 'number?', totalBy: 'number?' },
  'ignore-range': {},
};

/** Values of the two fields that are words of a closed set. */
const words: Readonly<Record<string, readonly string[]>> = {
  framing: ['length', 'chunked', 'close'],
  part: malformedParts,
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function findFieldProblems(
  value: Record<string, unknown>,
  allowed: Readonly<Record<string, string>>,
  where: string,
): string[] {
  const problems = Object.keys(value)
    .filter((name) => name !== 'kind' && !(name in allowed))
    .map((name) => `${where}: unknown field ${name}`);
  for (const [name, rule] of Object.entries(allowed)) {
    const given = value[name];
    if (given === undefined && rule.endsWith('?')) continue;
    const type = rule.replace('?', '');
    const choices = words[name];
    if (typeof given !== type || given === null)
      problems.push(`${where}: ${name} must be a ${type}`);
    else if (choices !== undefined && !choices.includes(String(given))) {
      problems.push(`${where}: ${name} must be one of ${choices.join(', ')}`);
    }
  }
  return problems;
}

const faultFields = {
  match: 'string',
  times: 'number?',
  after: 'number?',
  delayMs: 'number?',
  action: 'object',
} as const;

function findFaultProblems(value: unknown, where: string): string[] {
  if (!isRecord(value)) return [`${where}: must be an object`];
  const problems = findFieldProblems(value, faultFields, where);
  const { action, match } = value;
  if (typeof match === 'string' && match.startsWith('~')) {
    try {
      new RegExp(match.slice(1));
    } catch (error) {
      problems.push(`${where}: ${error instanceof Error ? error.message : 'bad pattern'}`);
    }
  }
  if (!isRecord(action)) return problems;
  const kind = String(action['kind']);
  const allowed = Object.hasOwn(fields, kind) ? fields[kind as Kind] : undefined;
  return allowed === undefined
    ? [...problems, `${where}: action.kind must be one of ${Object.keys(fields).join(', ')}`]
    : [...problems, ...findFieldProblems(action, allowed, `${where}.action`)];
}

/**
 * Reads a JSON array of faults, for mirrors in a process of their own. `match` is a substring, or a
 * regular expression behind `~`. Every action but `hold` can be written.
 * Throws one error that lists every problem.
 */
export function parseFaults(text: string): readonly Fault[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`faults are not JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (!Array.isArray(value)) throw new Error('faults must be a JSON array');
  const problems = value.flatMap((fault, index) => findFaultProblems(fault, `faults[${index}]`));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return (value as (Fault & { readonly match: string })[]).map((fault) =>
    fault.match.startsWith('~') ? { ...fault, match: new RegExp(fault.match.slice(1)) } : fault,
  );
}
