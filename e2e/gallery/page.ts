/** docs/failure-gallery.md, made of what the scenes have told. */
import { type FailureClass, failureClasses } from '../../src/failure.ts';
import type { PrintedAnnotation } from '../commands.ts';
import type { Outcome } from '../harness.ts';
import { normalise, normaliseSummary, rules, type Told } from './normalise.ts';
import type { Played } from './play.ts';

/** Classes that no run of this version can be made to end or warn with. */
export const unseen: Partial<Record<FailureClass, string>> = {
  internal:
    'A fault of the action itself. Every way to get there that is known is mended; its annotation has version, stack and where to report it.',
};

const marks = { error: '❌ Error', warning: '⚠️ Warning', notice: 'ℹ️ Notice' } as const;

/** Text for people: what is in backquotes stays code, the rest is no markup. */
function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/[<>*_[\]~|$]/g, (one) => `&#${one.charCodeAt(0)};`),
    )
    .join('');
}

const quoted = (lines: readonly string[]) => lines.map((line) => `> ${line}`).join('\\\n');

function renderAnnotation(annotation: PrintedAnnotation, told: Told): string {
  const { level, title, message, file, line } = annotation;
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `, line ${line}`})`;
  return quoted([
    `**${marks[level]}: ${plain(normalise(title, told))}**${plain(place)}`,
    ...normalise(message, told)
      .split('\n')
      .map((text) => plain(text)),
  ]);
}

const annotationsOf = ({ annotations }: Outcome, told: Told) =>
  annotations.map((one) => renderAnnotation(one, told)).join('\n\n');

function verdictOf({ summary }: Outcome, told: Told): string {
  return normaliseSummary(summary, told).split('\n')[2] ?? '';
}

function describeCure({ cured, notCured }: Played, told: Told): readonly string[] {
  if (notCured !== undefined) return [`**Not cured:** ${plain(normalise(notCured, told))}`];
  if (cured === undefined) return [];
  const { applied, after } = cured;
  const isGreen = after.exitCode === 0;
  return [
    '**Applied**, and nothing else:',
    quoted([plain(normalise(applied.quoted, told))]),
    `\`\`\`${applied.done.startsWith('$') ? 'sh' : applied.done.includes('\n- ') ? 'diff' : 'yaml'}\n${normalise(applied.done, told)}\n\`\`\``,
    `**After it:** ${isGreen ? '✅' : '❌'} ${plain(verdictOf(after, told))}`,
  ];
}

/** The section of one scene, from its heading on. */
export function renderScene(played: Played): string {
  const { scene, before, directory } = played;
  const told: Told = { directory, ports: new Map() };
  return `${[
    `## ${scene.failureClass}`,
    scene.fault,
    annotationsOf(before, told),
    `<details><summary>Job summary</summary>\n\n${normaliseSummary(before.summary, told)}\n\n</details>`,
    ...describeCure(played, told),
  ].join('\n\n')}\n`;
}

function renderHead(played: readonly Played[]): string {
  const cured = played.filter((one) => one.cured ?? one.notCured);
  const green = cured.filter((one) => one.cured?.after.exitCode === 0);
  const links = cured.map(
    ({ scene: { failureClass }, before, cured: cure }) =>
      `| [${failureClass}](#${failureClass}) | ${before.exitCode === 0 ? 'success' : 'failure'} | ${cure?.after.exitCode === 0 ? 'success' : 'failure'} |`,
  );
  return `# Failure gallery

What a failed step shows, class by class: its annotations as they stand beside the code, and, folded, the job summary. Written by
\`npm run gallery\` from real runs: the bundle as a runner starts it, a real \`go\`, a real git, mirrors and faults on loopback; one module, one
attempt and short limits (\`profile: intranet\`, \`retries: 0\`, \`connect-timeout: 1s\`, \`stall-timeout: 1s\`). The end-to-end tests make the page anew and fail
where it differs.

Only this is not as it was told:

${rules.map(({ what }) => `- ${what}`).join('\n')}
- in summaries, the folded tables of requests and slowest modules are left out, a mirror has its row only where it had faults, numbers in tables are \`N\`, and all bars of the chart are of one length

## Cures

For ${cured.length} classes what the annotation says was applied by a program that reads its text, and the step was run again: ${green.length} of
${cured.length} turned green. The program knows what only the user can know: another mirror, a password, where the certificate lies.

| class | before | after |
|---|---|---|
${links.join('\n')}
`;
}

function renderUnseen(): string {
  const rows = failureClasses.flatMap((name) =>
    unseen[name] === undefined ? [] : [`| \`${name}\` | ${unseen[name]} |`],
  );
  return `## Not shown\n\n| class | why |\n|---|---|\n${rows.join('\n')}\n`;
}

/** `played` in the order of the page. */
export function renderPage(played: readonly Played[]): string {
  return [renderHead(played), ...played.map(renderScene), renderUnseen()].join('\n');
}

/** The sections of a page, by their headings; what is before the first is under the title. */
export function sectionsOf(page: string): ReadonlyMap<string, string> {
  const sections = page.split(/\n(?=## )/);
  return new Map(sections.map((text) => [text.split('\n', 1)[0]?.replace(/^#+ /, '') ?? '', text]));
}
