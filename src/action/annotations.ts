/**
 * From findings to the few annotations people read: one per class and cause, the most important first, never more
 * than the runner shows. Pure; printing is the reporter's.
 */

import { isAbsolute, relative } from 'node:path';
import { type Failure, type FailureClass, failureClasses, formatPosition } from '../failure.ts';
import { layerOf, remedyFor } from '../remedy.ts';
import { isOutage } from '../resilience/decision.ts';

/** `error`: the step failed for it. `warning`: survived, the user should know. `notice`: survived by design. */
export type Level = 'error' | 'warning' | 'notice';

export interface Finding {
  readonly level: Level;
  readonly failure: Failure;
  /** What was done about it before giving up or going on, a sentence without a final stop. */
  readonly tried?: string;
}

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
const detailsNamed = 3;

/** The gravest first. */
export const levels: readonly Level[] = ['error', 'warning', 'notice'];

/**
 * What people have to see first: bytes that may have been tampered with, then faults of this action. The rest follows in
 * the order of the closed list, which goes from a run's inputs to its network.
 */
const foremost: readonly FailureClass[] = ['checksum-mismatch', 'sumdb-mismatch', 'internal'];

/**
 * One annotation per class and cause (mirror, forward proxy, file), and one for all modules that nobody has. Findings of
 * several levels with one cause become one annotation of the highest. `workspace` makes positions relative; a file outside
 * it stays in the text only.
 */
export function rankAnnotations(
  findings: readonly Finding[],
  workspace?: string,
): readonly Annotation[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = causeOf(finding.failure);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const ranked = [...groups.values()].map(keepHighestLevel).sort(byImportance);
  return levels.flatMap((level) => {
    const ofLevel = ranked
      .filter(([first]) => first.level === level)
      .map((group) => annotate(group, workspace));
    return ofLevel.length <= mostPerLevel ? ofLevel : foldRest(ofLevel);
  });
}

type Group = readonly [Finding, ...Finding[]];

function causeOf(failure: Failure): string {
  const forwardProxy = 'forwardProxy' in failure ? failure.forwardProxy : undefined;
  const because = 'because' in failure ? failure.because : undefined;
  const isAbsence = failure.class === 'http-not-found';
  // Which mirror said it last, and which go.mod requires the module, makes no other cause of one network's state.
  const file = isAbsence || isOutage(failure) ? undefined : failure.position?.file;
  return JSON.stringify([
    failure.class,
    isAbsence ? undefined : failure.mirror,
    forwardProxy,
    file,
    because && causeOf(because),
  ]);
}

function keepHighestLevel(group: readonly Finding[]): Group {
  for (const level of levels) {
    const [first, ...others] = group.filter((finding) => finding.level === level);
    if (first) return [first, ...others];
  }
  throw new Error('a group of findings is never empty');
}

function byImportance(a: Group, b: Group): number {
  return importanceOf(a) - importanceOf(b) || b.length - a.length;
}

function importanceOf([{ failure }]: Group): number {
  const rank = foremost.indexOf(failure.class);
  return rank === -1 ? foremost.length + failureClasses.indexOf(failure.class) : rank;
}

function annotate(group: Group, workspace: string | undefined): Annotation {
  const [first] = group;
  const { level } = first;
  const position = group.find(({ failure: { position } }) => position)?.failure.position;
  const failure: Failure = { ...first.failure, ...(position && { position }) };
  const modules = distinct(group.flatMap(({ failure: { module } }) => module ?? []));
  const tried = distinct(group.flatMap(({ tried }) => tried ?? []));
  const where = [
    failure.mirror && `mirror ${failure.mirror}`,
    modules.length > 0 && nameSome(modules, modulesNamed, 'module'),
    failure.position && formatPosition(failure.position),
    `layer ${layerOf(failure)}`,
  ].filter((part) => typeof part === 'string');
  const end = [
    `Where: ${cut(where.join('; '), longestPart)}.`,
    ...(tried.length > 0
      ? [`Tried: ${cut(tried.slice(0, detailsNamed).join('; '), longestPart)}.`]
      : []),
    `What to do: ${remedyFor(failure)}`,
  ].join('\n');
  const file = failure.position && relativeTo(workspace, failure.position.file);
  return {
    level,
    title: cut(
      `${failure.class}: ${titleOf(failure, modules, group)}`.replace(/\s+/g, ' '),
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
function whatFailed(group: Group): string {
  const details = distinct(group.flatMap(({ failure }) => failure.detail.split('\n')));
  const isPerModule = group.some(({ failure }) => failure.module !== undefined);
  const shown = isPerModule ? details.slice(0, detailsNamed) : details;
  const rest = details.length - shown.length;
  return [
    ...shown.map((detail) => `${detail}.`),
    ...(rest > 0 ? [`And ${rest} more like it.`] : []),
  ].join('\n');
}

/** Where it happened; what happened, where that is nowhere in particular. */
function titleOf(failure: Failure, modules: readonly string[], group: Group): string {
  if (failure.mirror !== undefined) return failure.mirror;
  if (modules.length === 1) return modules[0] ?? '';
  if (modules.length > 1) return `${modules.length} modules`;
  if (failure.position) return formatPosition(failure.position);
  const [first = '', ...more] = group.flatMap((each) => each.failure.detail.split('\n'));
  return more.length === 0 ? first : `${more.length + 1} problems`;
}

function nameSome(names: readonly string[], most: number, noun: string): string {
  const shown = names.slice(0, most).join(', ');
  if (names.length === 1) return `${noun} ${shown}`;
  const rest = names.length - most;
  return `${names.length} ${noun}s: ${shown}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The tenth annotation names what the runner would have dropped. */
function foldRest(annotations: readonly Annotation[]): readonly Annotation[] {
  const shown = annotations.slice(0, mostPerLevel - 1);
  const [first, ...others] = annotations.slice(mostPerLevel - 1);
  if (!first) return shown;
  const rest = [first, ...others];
  return [
    ...shown,
    {
      level: first.level,
      title: cut(`${first.title} and ${others.length} more`, longestTitle),
      message: cut(
        [
          `${rest.length} findings that the ten annotations of a step have no room for; the job summary has them all.`,
          ...rest.map(({ title, message }) => `- ${title}: ${message.split('\n', 1)[0]}`),
        ].join('\n'),
        longestMessage,
      ),
    },
  ];
}

function relativeTo(workspace: string | undefined, file: string): string | undefined {
  if (!isAbsolute(file)) return file.replaceAll('\\', '/');
  if (workspace === undefined) return undefined;
  const path = relative(workspace, file).replaceAll('\\', '/');
  return path === '' || path.startsWith('../') || path === '..' || isAbsolute(path)
    ? undefined
    : path;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** At most `length` UTF-16 units, which is what the runner counts; no character is cut in half. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, Math.max(0, length - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
