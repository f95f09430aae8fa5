/** What a recipe shows, as a test can take it: each `yaml` block's `env:` and `with:`, and code of other languages. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './tools.ts';

export interface RecipeStep {
  readonly env: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Every step of docs/recipes/NAME, with `places` put in for what stands there. */
export async function recipeSteps(
  name: string,
  places: Readonly<Record<string, string>>,
): Promise<readonly RecipeStep[]> {
  const blocks = await recipeBlocks(name, 'yaml');
  return blocks.map((block) => ({
    env: section(block, 'env', places),
    inputs: section(block, 'with', places),
  }));
}

/** Every block of code in `language` of docs/recipes/NAME. */
export async function recipeBlocks(
  name: string,
  language: string,
  places: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const text = await readFile(join(repository, 'docs', 'recipes', name), 'utf8');
  const blocks = [...text.matchAll(/```(\w+)\n(.*?)```/gs)];
  return blocks.flatMap(([, of, block = '']) => (of === language ? [put(block, places)] : []));
}

function section(block: string, name: string, places: Readonly<Record<string, string>>) {
  const [, body = ''] = new RegExp(`^  ${name}:\\n((?:    .*\\n)*)`, 'm').exec(block) ?? [];
  const entries = [...body.matchAll(/^ {4}([\w-]+): (?:\|\n((?: {6}.*\n)+)|(.*)\n)/gm)];
  return Object.fromEntries(
    entries.map(([, key = '', lines = '', value = lines.replace(/^ {6}/gm, '')]) => [
      key,
      put(value, places),
    ]),
  );
}

function put(value: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), value);
}
