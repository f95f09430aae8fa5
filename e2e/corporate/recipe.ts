/** The steps of a recipe, as a run can take them: each `yaml` block's `env:` and `with:`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../tools.ts';

export interface RecipeStep {
  readonly env: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Every step of docs/recipes/NAME, with `places` put in for what stands there. */
export async function recipeSteps(
  name: string,
  places: Readonly<Record<string, string>>,
): Promise<readonly RecipeStep[]> {
  const text = await readFile(join(repository, 'docs', 'recipes', name), 'utf8');
  const blocks = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks.map((block) => ({
    env: section(block, 'env', places),
    inputs: section(block, 'with', places),
  }));
}

function section(block: string, name: string, places: Readonly<Record<string, string>>) {
  const [, body = ''] = new RegExp(`^  ${name}:\\n((?:    .*\\n)*)`, 'm').exec(block) ?? [];
  const lines = [...body.matchAll(/^ {4}([\w-]+): (.*)$/gm)];
  return Object.fromEntries(lines.map(([, key = '', value = '']) => [key, put(value, places)]));
}

function put(value: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), value);
}
