/**
 * A cure is what a person does who has read the annotation and nothing else. The instruction is looked for in its text: a
 * remedy that no longer says it cannot be applied. What only that person knows (a good mirror, a password) comes from the stage.
 */
import type { TestModule } from '../../__tests__/support/modules.ts';
import type { PrintedAnnotation } from '../commands.ts';
import type { Stage } from '../stage.ts';
import { modules } from './modules.ts';
import type { Arrangement } from './scene.ts';

export interface Patient {
  readonly stage: Stage;
  /** How the step was run, with `mirrors` as it was. */
  readonly before: Arrangement;
  readonly annotation: PrintedAnnotation;
}

export interface Applied {
  /** The sentence of the annotation. */
  readonly quoted: string;
  /** What was done, as one would type it. */
  readonly done: string;
  readonly after: Arrangement;
}

export type Cure = (patient: Patient) => Promise<Applied>;

const remedyMark = 'What to do: ';

export function remedyOf({ message }: PrintedAnnotation): string {
  const start = message.indexOf(remedyMark);
  // The line below it leads to the documentation.
  return start === -1 ? '' : (message.slice(start + remedyMark.length).split('\n', 1)[0] ?? '');
}

/** The first instruction of this form, with the sentence around it. Throws where the annotation has none. */
function find(annotation: PrintedAnnotation, pattern: RegExp) {
  const remedy = remedyOf(annotation);
  for (const sentence of remedy.split(/(?<=\.)\s+(?=[A-Z`~])/)) {
    const match = pattern.exec(sentence);
    if (match !== null) return { quoted: sentence, match };
  }
  throw new Error(`the annotation does not say ${pattern}: ${remedy}`);
}

function withInput(before: Arrangement, name: string, value: string): Arrangement {
  if (name === 'mirrors') return { ...before, mirrors: value };
  return { ...before, inputs: { ...before.inputs, [name]: value } };
}

const indented = (name: string, value: string) =>
  value.includes('\n') ? `${name}: |\n${value.replace(/^/gm, '  ')}` : `${name}: ${value}`;

/** An input that the remedy names, with a value that only the user can know. */
export function setInput(
  name: string,
  pattern: RegExp,
  value: (patient: Patient) => string | Promise<string>,
): Cure {
  return async (patient) => {
    const { quoted } = find(patient.annotation, pattern);
    const text = await value(patient);
    return {
      quoted,
      done: indented(name, text),
      after: withInput(patient.before, name, text),
    };
  };
}

/** Another mirror in the list, at the end or where the remedy wants it before an entry that is there. */
export const anotherMirror = setInput(
  'mirrors',
  /[Aa]nother entry[^.]*`mirrors`|a mirror[^.]* before [^.]*`mirrors`|mirror[^.]* first in `mirrors`/,
  async ({ stage, before: { mirrors = '' } }) => {
    const { url } = await stage.serve();
    return (mirrors === 'off' ? [url, mirrors] : [mirrors, url]).join('\n');
  },
);

/** A module proxy that has `served`, before `direct`. */
export const mirrorBeforeDirect = (served: readonly TestModule[]) =>
  setInput('mirrors', /before `direct`[^.]*`mirrors`/, async ({ stage, before: { mirrors } }) => {
    const { url } = await stage.serve({ modules: [...modules, ...served] });
    return [url, mirrors].join('\n');
  });

/** A limit that the remedy names, raised. */
export const raiseLimit = (name: string, value: string) =>
  setInput(name, new RegExp(`\`${name}(: [^\`]*)?\``), () => value);

/** A variable of the job that the remedy names. */
export function setVariable(name: string, value: (patient: Patient) => string): Cure {
  return async (patient) => {
    const { quoted } = find(patient.annotation, new RegExp(`\\b${name}\\b`));
    const text = value(patient);
    const { before } = patient;
    return {
      quoted,
      done: `env:\n  ${name}: ${text}`,
      after: { ...before, env: { ...before.env, [name]: text } },
    };
  };
}

interface Written {
  readonly input?: 'mirrors';
  readonly variable?: string;
  readonly user: string;
  readonly password: string;
}

/** A URL that the remedy spells out, with placeholders for secrets and, where it does not know better, for the address. */
export function asWritten({ input, variable, user, password }: Written): Cure {
  return async ({ annotation, before }) => {
    const name = input ?? variable ?? '';
    // The name and its value are in one pair of backquotes, or in two of the same sentence.
    const pattern = new RegExp(
      `${name}\\b[^\`]*(?:\`[^\`]*\`)??[^\`]*?(https?://\\$\\{\\{[^\`]*)\``,
    );
    const { quoted, match } = find(annotation, pattern);
    const old = input === undefined ? before.env?.[name] : before.mirrors;
    const address = new URL(old ?? '').host;
    const text = (match[1] ?? '')
      .replace(/\$\{\{ secrets\.\w*USER\w* \}\}/, encodeURIComponent(user))
      .replace(/\$\{\{ secrets\.\w* \}\}/, encodeURIComponent(password))
      .replace(/@host(:port|\/path)?$/, () => `@${address}`);
    const shown = match[1]?.replace(/@host(:port|\/path)?$/, () => `@${address}`) ?? '';
    return input === undefined
      ? {
          quoted,
          done: `env:\n  ${name}: ${shown}`,
          after: { ...before, env: { ...before.env, [name]: text } },
        }
      : { quoted, done: `${name}: ${shown}`, after: withInput(before, name, text) };
  };
}

/** The first command of the remedy, in the project of somebody whose own machine has all it needs. */
export const runCommand: Cure = async ({ stage, before, annotation }) => {
  const { quoted, match } = find(annotation, /`(go [^`]+)`/);
  const [, command = ''] = match;
  const { url } = await stage.serve();
  const { exitCode, output } = await stage.room.go(command.split(' ').slice(1), { GOPROXY: url });
  if (exitCode !== 0) throw new Error(`${command}: ${output}`);
  return { quoted, done: `$ ${command}`, after: before };
};

/** The line on which the annotation sits. */
export function changeLine(pattern: RegExp, text: string): Cure {
  return async ({ stage, before, annotation }) => {
    const { quoted } = find(annotation, pattern);
    const { file, line } = annotation;
    if (file === undefined || line === undefined) throw new Error('the annotation is on no line');
    const lines = (await stage.read(file)).split('\n');
    const [old] = lines.splice(line - 1, 1, text);
    await stage.write(file, lines.join('\n'));
    return { quoted, done: `${file}:${line}\n- ${old}\n+ ${text}`, after: before };
  };
}
