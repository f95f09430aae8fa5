import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { processesWith } from './processes.ts';

/** One secret planted in a run, and where. */
export interface Canary {
  readonly place: string;
  readonly value: string;
}

/**
 * How a secret can look in what a run wrote. Base64 at each of the three places it can have inside a longer text, such as
 * `user:secret`, without the characters that its neighbours share.
 */
export function formsOf(value: string): readonly string[] {
  const encoded = [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const whole = bytes.toString('base64').replace(/=+$/, '');
    const first = Math.ceil((offset * 8) / 6);
    const inner = whole.slice(first, Math.floor((bytes.length * 8) / 6));
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const percent = encodeURIComponent(value);
  const lower = percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [...new Set([value, percent, lower, JSON.stringify(value).slice(1, -1), ...encoded])];
}

/** Where in `texts`, by name, a canary is to be seen in any form. */
export function findCanaries(
  texts: ReadonlyMap<string, string>,
  canaries: readonly Canary[],
): readonly string[] {
  return canaries.flatMap(({ place, value }) =>
    formsOf(value).flatMap((form) =>
      [...texts].flatMap(([name, text]) => {
        const at = text.indexOf(form);
        return at < 0 ? [] : [`${place} as ${form} in ${name}: ${text.slice(at - 60, at + 60)}`];
      }),
    ),
  );
}

/** The runner takes the lines that name what it is to mask; nobody reads them. */
export function withoutMasks(stdout: string): string {
  return stdout.replace(/^::add-mask::.*$/gm, '');
}

/** Every file below `directory` by its name, and the names themselves, but for those that `isInput` knows. */
export async function readTree(
  directory: string,
  isInput: (name: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const texts = new Map<string, string>();
  for (const entry of entries) {
    const name = relative(directory, join(entry.parentPath, entry.name));
    if (isInput(name)) continue;
    texts.set(`the name ${name}`, name);
    if (entry.isFile()) texts.set(name, await readFile(join(directory, name), 'latin1'));
  }
  return texts;
}

/** Command lines of a run's processes, looked at again and again until `ended`. */
export async function watchCommandLines(marker: string, ended: Promise<unknown>): Promise<string> {
  const seen = new Set<string>();
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  void ended.then(end, end);
  while (!isOver) for (const line of await processesWith(marker)) seen.add(line);
  return [...seen].join('\n');
}
