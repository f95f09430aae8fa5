/**
 * From findings to the few annotations people read: one per class and cause, the most important first, never more
 * than the runner shows. Pure; printing is the reporter's.
 */

import path, { type PlatformPath } from 'node:path';
import { type Failure, formatPosition } from '../failure.ts';
import { layerOf } from '../layer.ts';
import { type Finding, type Level, levels } from './finding.ts';
import { type Help, sectionFor, whatToDo } from './help.ts';
import { insideWorkspace, nameRelative } from './relative-names.ts';
import { findRootCauses, type RootCause } from './root-cause.ts';
import { countOf } from './wording.ts';

export { type Finding, type Level, levels } from './finding.ts';

export interface Annotation {
  readonly level: Level;
  /** One line; its first word is the failure class. */
  readonly title: string;
  readonly message: string;
  /** Relative to the workspace, with slashes. */
  readonly file?: string;
  readonly line?: number;
}

/** The runner shows ten per level and step and drops the rest without a word. */
const mostPerLevel = 10;

/** The runner cuts messages here, and with them the remedy at their end. */
const longestMessage = 4_096;

/** Of one line of a message, so that the remedy always has room. */
const longestPart = 1_000;

const longestTitle = 200;
const modulesNamed = 3;
const mirrorsNamed = 6;
const detailsNamed = 3;

const inOrder = new Intl.Collator('en', { numeric: true });

/**
 * One annotation per cause (`findRootCauses`), the gravest first. `workspace` makes names of files relative; one outside it
 * stays in the text only. `rules` are those of the system whose paths these are.
 */
export function rankAnnotations(
  findings: readonly Finding[],
  help: Help,
  workspace?: string,
  rules: PlatformPath = path,
): readonly Annotation[] {
  const causes = findRootCauses(findings);
  const place: Place = { help, workspace, rules };
  return levels.flatMap((level) => {
    const ofLevel = causes.filter((cause) => cause.level === level);
    if (ofLevel.length <= mostPerLevel) return ofLevel.map((cause) => annotate(cause, place));
    const shown = ofLevel.slice(0, mostPerLevel - 1).map((cause) => annotate(cause, place));
    return [...shown, foldRest(ofLevel.slice(mostPerLevel - 1), place)];
  });
}

interface Place {
  readonly help: Help;
  readonly workspace: string | undefined;
  readonly rules: PlatformPath;
}

function annotate(cause: RootCause, place: Place): Annotation {
  // Modules fail in the order in which the network has it: the same run again would name others.
  const group = cause.findings
    .map((finding) => ({
      ...finding,
      failure: nameRelative(finding.failure, place.workspace, place.rules),
    }))
    .toSorted((a, b) => inOrder.compare(a.failure.module ?? '', b.failure.module ?? ''));
  const [first = cause.findings[0]] = group;
  const { level } = cause;
  const position = group.find(({ failure: { position } }) => position)?.failure.position;
  const failure: Failure = { ...first.failure, ...(position && { position }) };
  const modules = distinct(group.flatMap(({ failure: { module } }) => module ?? []));
  const mirrors = distinct(group.flatMap(({ failure: { mirror } }) => mirror ?? []));
  const tried = distinct(group.flatMap(({ tried }) => tried ?? []));
  const explained = describeConsequences(cause.consequences);
  const diagnosed = group.find(({ diagnosis }) => diagnosis !== undefined)?.diagnosis;
  const where = [
    mirrors.length > 0 && nameSome(mirrors, mirrorsNamed, 'mirror'),
    modules.length > 0 && nameSome(modules, modulesNamed, 'module'),
    failure.position && formatPosition(failure.position),
    `layer ${layerOf(failure)}`,
  ].filter((part) => typeof part === 'string');
  const end = [
    `Where: ${cut(where.join('; '), longestPart)}.`,
    ...(tried.length > 0
      ? [`Tried: ${cut(tried.slice(0, detailsNamed).join('; '), longestPart)}.`]
      : []),
    ...(failure.class === 'internal' && failure.stack !== undefined
      ? [`Stack: ${cut(failure.stack, longestPart)}`]
      : []),
    ...(explained === undefined ? [] : [`Explains: ${cut(explained, longestPart)}.`]),
    ...(diagnosed === undefined ? [] : [`Diagnosis: ${cut(diagnosed, longestPart)}.`]),
    `What to do: ${whatToDo(failure, place.help)}`,
    // Last and on its own line: who knows what to do by now need not read it.
    `More: ${sectionFor(place.help, failure.class)}`,
  ].join('\n');
  const file = failure.position && annotatedFile(failure.position.file, place);
  return {
    level,
    title: cut(
      `${failure.class}: ${titleOf({ failure, mirrors, modules, group })}`.replace(/\s+/g, ' '),
      longestTitle,
    ),
    // What failed is cut before what to do about it.
    message: cut(
      `${cut(whatFailed(group), longestMessage - end.length - 1)}\n${end}`,
      longestMessage,
    ),
    ...(file !== undefined && { file }),
    ...(file !== undefined &&
      failure.position?.line !== undefined && { line: failure.position.line }),
  };
}

/** Where there are modules one example is enough; problems without one (inputs) each need to be read. */
function whatFailed(group: readonly Finding[]): string {
  const details = distinct(group.flatMap(({ failure }) => failure.detail.split('\n')));
  const isPerModule = group.some(({ failure }) => failure.module !== undefined);
  const shown = isPerModule ? details.slice(0, detailsNamed) : details;
  const rest = details.length - shown.length;
  return [
    // Servers end their sentences themselves.
    ...shown.map((detail) => `${detail.replace(/\.$/, '')}.`),
    ...(rest > 0 ? [`And ${rest} more like it.`] : []),
  ].join('\n');
}

interface TitleFacts {
  readonly failure: Failure;
  readonly mirrors: readonly string[];
  readonly modules: readonly string[];
  readonly group: readonly Finding[];
}

/** Where it happened; what happened, where that is nowhere in particular. */
function titleOf({ failure, mirrors, modules, group }: TitleFacts): string {
  // That a module is nowhere is not the matter of the mirror that was asked last.
  const isOfModules =
    (failure.class === 'http-not-found' || failure.class === 'offline-miss') && modules.length > 0;
  if (mirrors.length > 1 && !isOfModules) return `${mirrors.length} mirrors`;
  if (isOfMachine(failure)) return failure.detail;
  if (failure.mirror !== undefined && !isOfModules) return failure.mirror;
  if (modules.length === 1) return modules[0] ?? '';
  if (modules.length > 1) return `${modules.length} modules`;
  const [first = '', ...more] = group.flatMap((each) => each.failure.detail.split('\n'));
  return more.length === 0 ? first : `${more.length + 1} problems`;
}

/** Which module met it first is chance. */
function isOfMachine(failure: Failure): boolean {
  return failure.class === 'disk-full' || (failure.class === 'permission' && !failure.isMirrorFile);
}

/** What needs no annotation of its own beside this one, counted by class. */
function describeConsequences(consequences: readonly Finding[]): string | undefined {
  if (consequences.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { failure } of consequences) {
    const name = [failure.class, failure.mirror].filter(Boolean).join(' at ');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(', ');
}

function nameSome(names: readonly string[], most: number, noun: string): string {
  const shown = names.slice(0, most).join(', ');
  if (names.length === 1) return `${noun} ${shown}`;
  const rest = names.length - most;
  return `${names.length} ${noun}s: ${shown}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The tenth annotation names what the runner would have dropped. */
function foldRest(causes: readonly RootCause[], place: Place): Annotation {
  const annotations = causes.map((cause) => annotate(cause, place));
  const findings = causes.flatMap((cause) => [...cause.findings, ...cause.consequences]).length;
  const { level = 'error', title = '' } = annotations[0] ?? {};
  return {
    level,
    title: cut(`${title} and ${causes.length - 1} more`, longestTitle),
    message: cut(
      [
        `${countOf(causes.length, 'cause')} (${countOf(findings, 'finding')}) that the ten annotations of a step have no room for; the job summary has them all.`,
        ...annotations.map((one) => `- ${one.title}: ${one.message.split('\n', 1)[0]}`),
        `More: ${place.help.page}`,
      ].join('\n'),
      longestMessage,
    ),
  };
}

/** With slashes, as GitHub names files on every system. */
function annotatedFile(file: string, place: Place): string | undefined {
  const { workspace, rules } = place;
  const relative =
    workspace === undefined && !rules.isAbsolute(file)
      ? file
      : insideWorkspace(file, workspace, rules);
  return relative?.split(rules.sep).join('/');
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** At most `length` UTF-16 units, which is what the runner counts; no character is cut in half. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, Math.max(0, length - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
