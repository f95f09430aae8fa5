/** Where inputs come from: INPUT_ variables, as the runner writes them, and flags on a terminal. */

import type { Environment } from '../effects.ts';
import { helpText, type InputDescription, type InputName, inputTable } from './input-table.ts';

/** Text by input name, nothing checked yet. */
export type RawInputs = Readonly<Partial<Record<InputName, string>>>;

export type Arguments =
  | { readonly kind: 'run' | 'doctor'; readonly raw: RawInputs }
  | {
      readonly kind: 'bundle';
      readonly raw: RawInputs;
      readonly directory: string;
      readonly includesPrivate: boolean;
    }
  | { readonly kind: 'help'; readonly text: string }
  /** One sentence each, without the values of flags: they may hold credentials. */
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

const descriptions: readonly (InputDescription & { readonly name: InputName })[] = inputTable;

/**
 * The inputs among the variables. The runner writes `connect-timeout` as INPUT_CONNECT-TIMEOUT, which no shell can set:
 * INPUT_CONNECT_TIMEOUT is read where the first is missing or empty.
 */
export function readRawInputs(env: Environment): RawInputs {
  const raw: Partial<Record<InputName, string>> = {};
  for (const { name } of descriptions) {
    const written = variableOf(name);
    const value = env[written] || env[written.replaceAll('-', '_')];
    if (value) raw[name] = value;
  }
  return raw;
}

/**
 * A warning per INPUT_ variable that is no input of ours but nearly spelled like one: on a terminal nobody else would
 * notice, and the run would silently go on with a default. Other INPUT_ variables belong to other programs.
 */
export function findMisspelledInputs(env: Environment): string[] {
  const known = new Map(descriptions.map(({ name }) => [foldSpelling(variableOf(name)), name]));
  return Object.keys(env)
    .filter((variable) => variable.toUpperCase().startsWith('INPUT_') && env[variable])
    .flatMap((variable) => {
      const near = nearest(foldSpelling(variable), known);
      if (near === undefined) return [];
      const expected = variableOf(near);
      // On Windows names of variables differ in nothing but case and the runner's spelling finds them all.
      const isRead =
        variable === expected ||
        variable === expected.replaceAll('-', '_') ||
        env[expected] === env[variable];
      return isRead ? [] : [`${variable} is not an input and is ignored; ${expected} is one`];
    });
}

/**
 * Flags `--name=value` or `--name value`. Lists may be given in several flags, anything else once.
 * Whatever is not understood is a problem, so that no typo is taken for a default.
 */
export function parseArguments(argv: readonly string[]): Arguments {
  if (argv.includes('--help') || argv.includes('-h')) return { kind: 'help', text: helpText() };
  switch (argv[0]) {
    case doctorWord:
      return parseDoctor(argv.slice(1));
    case bundleWord:
      return parseBundle(argv.slice(1));
    default:
      return parseFlags(argv);
  }
}

/** The word before everything else that asks for a diagnosis in the place of a run. */
const doctorWord = 'doctor';

/** `doctor [--name=value …] [mirror …]`: the mirrors are the input `mirrors`. */
function parseDoctor(argv: readonly string[]): Arguments {
  const given = parseFlags(argv.filter((argument) => argument.startsWith('-')));
  if (given.kind !== 'run') return given;
  const mirrors = argv.filter((argument) => !argument.startsWith('-'));
  const named = mirrors.length === 0 ? {} : { mirrors: mirrors.join('\n') };
  return { kind: 'doctor', raw: { ...given.raw, ...named } };
}

/** The word before everything else that asks for a directory with all modules. */
const bundleWord = 'bundle-modules';
const privateFlag = '--include-private';

/** `bundle-modules [--include-private] [--name=value …] DIRECTORY`. */
function parseBundle(argv: readonly string[]): Arguments {
  const flags = argv.filter((argument) => argument.startsWith('-') && argument !== privateFlag);
  const given = parseFlags(flags);
  if (given.kind !== 'run') return given;
  const [directory, ...others] = argv.filter((argument) => !argument.startsWith('-'));
  if (directory === undefined || others.length > 0) {
    return { kind: 'problems', problems: [`${bundleWord} needs one directory to write to`] };
  }
  const includesPrivate = argv.includes(privateFlag);
  return { kind: 'bundle', raw: given.raw, directory, includesPrivate };
}

function parseFlags(argv: readonly string[]): Arguments {
  const problems: string[] = [];
  const raw: Partial<Record<InputName, string>> = {};
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    const position = `argument ${index + 1}`;
    const [, flag, attached] = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(argument) ?? [];
    if (flag === undefined) {
      // Not repeated: it may be a mirror with credentials that lost its flag.
      problems.push(`${position} is not a flag; --help lists them`);
      continue;
    }
    let value = attached;
    if (value === undefined) {
      const next = argv[index + 1];
      if (next !== undefined && !next.startsWith('--')) {
        value = next;
        index++;
      }
    }
    const description = descriptions.find(({ name }) => name === flag);
    if (description === undefined) {
      const near = nearest(flag, new Map(descriptions.map(({ name }) => [name, name])));
      const hint = near === undefined ? '--help lists the flags' : `did you mean --${near}`;
      const shown = flag.length <= longestFlag ? `--${flag}` : position;
      problems.push(`${shown} is not a flag: ${hint}`);
      continue;
    }
    const { name, isList } = description;
    const earlier = raw[name];
    if (value === undefined) {
      problems.push(`--${name} needs a value: --${name}=${description.value}`);
    } else if (earlier === undefined) {
      raw[name] = value;
    } else if (isList) {
      raw[name] = `${earlier}\n${value}`;
    } else {
      problems.push(`--${name} is given more than once`);
    }
  }
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'run', raw };
}

/** Longer than any typo of a flag: such a text is not repeated. */
const longestFlag = 30;

/** The runner's rule: upper case, spaces to underscores. */
function variableOf(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

function foldSpelling(variable: string): string {
  return variable.toUpperCase().replaceAll('_', '-');
}

/** The known spelling at most two typing errors away (one for short words), if there is one. */
function nearest(spelling: string, known: ReadonlyMap<string, InputName>): InputName | undefined {
  let best: { readonly name: InputName; readonly distance: number } | undefined;
  for (const [candidate, name] of known) {
    const distance = typingErrors(spelling, candidate);
    const tolerated = name.length <= 5 ? 1 : 2;
    if (distance <= tolerated && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { name, distance };
    }
  }
  return best?.name;
}

/** Damerau-Levenshtein distance with adjacent transpositions. */
function typingErrors(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const above = rows[i - 1]?.[j] ?? 0;
      const diagonal = rows[i - 1]?.[j - 1] ?? 0;
      let cost = Math.min(
        above + 1,
        (row[j - 1] ?? 0) + 1,
        diagonal + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
