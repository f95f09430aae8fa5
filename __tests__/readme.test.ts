import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const action = readFileSync(new URL('action.yml', root), 'utf8');

/** The text below a heading of the second level, up to the next one. */
function section(title: string): string {
  const [, text = ''] = readme.split(`\n## ${title}\n`);
  return text.split('\n## ')[0] ?? '';
}

/** Cells of every table row whose first cell is one word in backquotes. */
function rows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => /^\| `[a-z-]+` \|/.test(line))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

/** Names below a key of action.yml, with their default where they have one. */
function declared(key: string): ReadonlyMap<string, string | undefined> {
  const [, text = ''] = action.split(`\n${key}:\n`);
  const block = text.split(/\n(?=\S)/)[0] ?? '';
  return new Map(
    block
      .split(/^(?= {2}[a-z-]+:)/m)
      .map((entry) => [
        entry.match(/^ {2}([a-z-]+):/)?.[1],
        entry.match(/^ {4}default: (.*)$/m)?.[1],
      ])
      .filter((pair): pair is [string, string | undefined] => pair[0] !== undefined),
  );
}

const unquoted = (cell: string | undefined) => cell?.replaceAll('`', '');

describe('the README and action.yml', () => {
  test('name the same inputs', () => {
    const profiles = ['intranet', 'public', 'cross-border'];
    const names = rows(section('Inputs')).map(([name]) => unquoted(name));
    expect(names.filter((name) => !profiles.includes(name ?? '')).sort()).toEqual(
      [...declared('inputs').keys()].sort(),
    );
  });

  test('give the same defaults', () => {
    const documented = new Map(
      rows(section('Inputs')).map(([name, value]) => [unquoted(name), unquoted(value)]),
    );
    for (const [name, value] of declared('inputs')) {
      if (value !== undefined) expect([name, documented.get(name)]).toEqual([name, value]);
    }
  });

  test('name the same outputs', () => {
    const names = rows(section('Outputs')).map(([name]) => unquoted(name));
    expect(names.sort()).toEqual([...declared('outputs').keys()].sort());
  });
});

describe('the recipes', () => {
  const pages = readdirSync(new URL('docs/recipes', root)).sort();

  test('are all in the one list of the README, and nothing else is', () => {
    const [, list = ''] = readme.split('\n### Recipes\n');
    const linked = [...(list.split('\n## ')[0] ?? '').matchAll(/^- \[.*?\]\((.*?)\)/gm)];
    expect(linked.map(([, target]) => target).sort()).toEqual(
      pages.map((page) => `docs/recipes/${page}`),
    );
  });

  test.each(pages)('%s says at its end what of it is executed', (page) => {
    const text = readFileSync(new URL(`docs/recipes/${page}`, root), 'utf8');
    const last = text.trimEnd().split('\n\n').at(-1) ?? '';
    expect(last).toMatch(/^(?:Executed by `e2e\/|Not executed)/);
    const suites = [...last.matchAll(/`(e2e\/[\w-]+\.test\.ts)`/g)];
    for (const [, suite = ''] of suites) {
      expect([suite, existsSync(new URL(suite, root))]).toEqual([suite, true]);
    }
    // Workflows that are taken from the page are executed as they stand there.
    if (/^```yaml/m.test(text) && suites.length > 0) expect(sources(suites)).toMatch(page);
  });

  function sources(suites: readonly RegExpMatchArray[]): string {
    return suites.map(([, suite = '']) => readFileSync(new URL(suite, root), 'utf8')).join('\n');
  }
});
