/** docs/troubleshooting.md, the README's table, the remedies and the messages that lead to them say the same. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { helpFor, sectionFor } from '../src/action/help.ts';
import type { RawInputs } from '../src/action/input-sources.ts';
import { inputTable } from '../src/action/input-table.ts';
import { parseInputs } from '../src/action/inputs.ts';
import { failureClasses } from '../src/failure.ts';
import { remedyFor } from '../src/remedy/remedy.ts';
import type { Part } from '../src/remedy/step.ts';
import { everyFailure, workplaces } from './remedy/examples.ts';
import { anchorsOf, inlineCodeOf, localLinksOf, shellLinesOf } from './support/markdown.ts';

const page = readFileSync('docs/troubleshooting.md', 'utf8');
const readme = readFileSync('README.md', 'utf8');
const action = readFileSync('action.yml', 'utf8');

interface Section {
  readonly name: string;
  readonly text: string;
}

const sections: readonly Section[] = page
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ name: text.split('\n', 1)[0] ?? '', text }));

/** The first paragraph is one sentence. */
const meaningOf = ({ text }: Section) => text.split('\n\n')[1]?.replaceAll('\n', ' ') ?? '';

const cureOf = ({ text }: Section) => text.split('**Cure.** ')[1]?.replaceAll('\n', ' ') ?? '';

const firstSentence = (text: string) => /^(.*?[^.])\.(?:\s|$)/.exec(text)?.[1] ?? '';

test('every class has a section, in the order of the closed set, and every section is a class', () => {
  expect(sections.map(({ name }) => name)).toEqual([...failureClasses]);
});

describe.each(sections)('the section $name', (section) => {
  test('says what people see, what plain go prints, why, how to check and what to do', () => {
    expect(meaningOf(section)).toMatch(/^\S[^\n]*[^.]\.$/);
    for (const label of ['**Seen as**', '**Cause.**', '**Check.**', '**Cure.**']) {
      expect(section.text.split(label)).toHaveLength(2);
    }
    // The last two are no matter of `go`.
    const hasGo = !['cache-service', 'internal'].includes(section.name);
    expect([section.name, /plain `go`/i.test(section.text)]).toEqual([section.name, hasGo]);
  });
});

test("the README's table has the same classes, meanings and cures", () => {
  const rows = readme
    .split('\n')
    .filter((line) => /^\| \[`[a-z-]+`\]\(docs\/troubleshooting/.test(line));
  expect(rows).toEqual(
    sections.map(
      (section) =>
        `| [\`${section.name}\`](docs/troubleshooting.md#${section.name}) | ${firstSentence(meaningOf(section))} | ${firstSentence(cureOf(section))} |`,
    ),
  );
});

describe('links', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
    ...readdirSync('docs/recipes').map((name) => `docs/recipes/${name}`),
  ];

  test.each(pages)('of %s lead to a file and a heading that are there', (name) => {
    const broken = localLinksOf(readFileSync(name, 'utf8')).filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? name : normalize(join(dirname(name), path));
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  test.each(failureClasses)('of messages about %s lead to its section', (failureClass) => {
    const [url, anchor = ''] = sectionFor(helpFor({}), failureClass).split('#');
    expect(existsSync(url?.split('/blob/main/')[1] ?? '')).toBe(true);
    expect(anchorsOf(page)).toContain(anchor);
  });
});

const parts = new Map<string, Part>();
for (const workplace of workplaces) {
  for (const failure of everyFailure) {
    for (const part of remedyFor(failure, workplace).flat()) parts.set(JSON.stringify(part), part);
  }
}
const named = [...parts.values()].filter((part) => typeof part !== 'string');

describe('inputs', () => {
  const inputs = named.filter((part) => part.kind === 'input');
  const names: ReadonlySet<string> = new Set(inputTable.map(({ name }) => name));

  test('that remedies name are many, and in action.yml', () => {
    const said = [...new Set(inputs.map(({ name }) => name))];
    expect(said.length).toBeGreaterThan(10);
    for (const name of said) expect(action).toContain(`\n  ${name}:\n`);
  });

  test('take the values that remedies give them', () => {
    for (const { name, value } of inputs) {
      if (value === undefined) continue;
      // The runner puts the secret in its place.
      const given = value.replace(/\$\{\{.*?\}\}/g, 't0ken');
      expect(problemsOf(name, given)).toEqual([]);
    }
  });

  test('take the values that the page gives them', () => {
    const settings = inlineCodeOf(page).flatMap((code) => {
      const [, name = '', value = ''] = /^([a-z][a-z-]*): (\S.*)$/.exec(code) ?? [];
      return name === '' ? [] : [{ name, value }];
    });
    // Titles of annotations, and an input of actions/checkout.
    const others: readonly string[] = [...failureClasses, 'submodules'];
    const ours = settings.filter(({ name }) => !others.includes(name));
    expect(ours.length).toBeGreaterThan(4);
    for (const { name, value } of ours) {
      expect([name, names.has(name)]).toEqual([name, true]);
      expect(problemsOf(name, value)).toEqual([]);
    }
  });

  function problemsOf(name: string, value: string): readonly string[] {
    const parsed = parseInputs({ [name]: value } as RawInputs);
    return 'problems' in parsed ? parsed.problems : [];
  }
});

describe('commands', () => {
  const ofRemedies = named.filter((part) => part.kind === 'command').map(({ text }) => text);
  const ofPage = shellLinesOf(page);
  const inProse = inlineCodeOf(page).filter((code) => /^(?:go|git|gh|sudo) [a-z-]/.test(code));
  const all = [...new Set([...ofRemedies, ...ofPage, ...inProse])];

  /** Not all of them are on every system, but each is a program that people can have. */
  const programs = new Set(
    'apt-get cat certutil command curl date df dmesg du env free fuser getent id ip kill ls node npm nslookup openssl ps ssh sudo ulimit unzip'.split(
      ' ',
    ),
  );
  /** https://cli.github.com/manual */
  const ofGitHub = ['auth login', 'cache delete', 'cache list'];

  test('are many', () => expect(all.length).toBeGreaterThan(80));

  test.each(all)('%s', (line) => {
    // Not a command but an argument, or a line of a file, which the sentence says.
    if (['--help', 'http://', 'go'].includes(line) || line.startsWith('machine ')) return;
    for (const command of line.split(/ (?:&&|\|) /)) {
      const words = command.replace(/^(?:[A-Z_]+=\S+ )+/, '').split(' ');
      const [program = ''] = words;
      const flags = words.filter((word) => /^-[a-z]/.test(word)).map((word) => word.split('=')[0]);
      const names = words.slice(1).filter((word) => /^[a-z][a-z-]*$/.test(word));
      if (program === 'go') expectGo(names, flags as string[]);
      else if (program === 'git') expectGit(names[0] ?? '');
      else if (program === 'gh') expect(ofGitHub).toContain(names.slice(0, 2).join(' '));
      else if (program !== 'grep') expect([...programs]).toContain(program);
    }
  });

  /** As the `go` at hand documents it. */
  function expectGo(names: readonly string[], flags: readonly string[]): void {
    const isNested = names[0] === 'mod' || names[0] === 'work';
    const topic = names.slice(0, isNested ? 2 : 1);
    const { status, stdout } = spawnSync('go', ['help', ...topic], { encoding: 'utf8' });
    expect([topic.join(' '), status]).toEqual([topic.join(' '), 0]);
    // What every build command takes is documented with the first of them.
    const help = `${stdout}${spawnSync('go', ['help', 'build'], { encoding: 'utf8' }).stdout}`;
    for (const flag of flags) expect([flag, help.includes(flag)]).toEqual([flag, true]);
  }

  function expectGit(name: string): void {
    const { stdout, stderr } = spawnSync('git', [name, '-h'], { encoding: 'utf8' });
    expect([name, /usage: (?:git|or)/.test(stdout + stderr)]).toEqual([name, true]);
  }
});

test.each(['win32'].includes(process.platform) ? [] : ['bash'])(
  'the page is good shell code (%s -n)',
  (shell) => {
    const { status, stderr } = spawnSync(shell, ['-n'], {
      input: `${shellLinesOf(page).join('\n')}\n`,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  },
);
