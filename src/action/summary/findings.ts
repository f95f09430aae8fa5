import type { Failure } from '../../failure.ts';
import { type Finding, levels } from '../annotations.ts';
import type { Block } from '../document.ts';
import type { RunResult } from '../result.ts';
import { countOf } from '../wording.ts';

/** More rows than these nobody reads; the JSON report has all of them. */
const longestTable = 100;

/** Annotations are limited in number; here every finding has a row. */
export function describeFindings({ findings, failure, help }: RunResult): Block[] {
  const others = mergeAlike(findings.filter((finding) => !isSaid(finding, failure)));
  if (others.length === 0) return [];
  const rows = others
    .toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))
    .slice(0, longestTable)
    .map(({ level, failure: { class: failureClass, mirror, detail }, modules }) => [
      level,
      failureClass,
      [...(mirror === undefined ? [] : [mirror]), ...nameModules(modules)].join(', '),
      detail,
    ]);
  const rest = others.length - rows.length;
  return [
    { kind: 'heading', text: failure ? 'Also found' : 'Worth knowing' },
    { kind: 'table', header: ['Level', 'Class', 'Mirror or module', 'What happened'], rows },
    ...(rest > 0
      ? [{ kind: 'paragraph' as const, text: `${rest} more are in the JSON report.` }]
      : []),
    {
      kind: 'link',
      name: 'What each class means and asks for',
      text: 'troubleshooting',
      url: help.page,
    },
  ];
}

/** The step's own failure has its place above, once for all the modules it met. */
function isSaid({ level, failure }: Finding, said: Failure | undefined): boolean {
  return (
    level === 'error' &&
    said !== undefined &&
    failure.class === said.class &&
    failure.detail === said.detail
  );
}

interface MergedFinding extends Finding {
  readonly modules: readonly string[];
}

/** Findings that differ in nothing but the module are one row. */
function mergeAlike(findings: readonly Finding[]): readonly MergedFinding[] {
  const merged = new Map<string, Finding & { modules: string[] }>();
  for (const finding of findings) {
    const { class: failureClass, mirror, detail, module } = finding.failure;
    const key = JSON.stringify([finding.level, failureClass, mirror, detail]);
    const known = merged.get(key) ?? { ...finding, modules: [] };
    if (module !== undefined) known.modules.push(module);
    merged.set(key, known);
  }
  return [...merged.values()];
}

function nameModules(modules: readonly string[]): readonly string[] {
  return modules.length > 1 ? [countOf(modules.length, 'module')] : modules;
}
