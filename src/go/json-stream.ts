/**
 * The values of concatenated JSON objects, as `go mod download -json` and `go list -json` print them. What cannot be
 * read ends the stream: `go` may have been killed in the middle of an object. Text between objects is skipped.
 */
export function parseJsonStream(text: string): readonly Readonly<Record<string, unknown>>[] {
  const values: Readonly<Record<string, unknown>>[] = [];
  for (let from = text.indexOf('{'); from !== -1; ) {
    const to = endOfObject(text, from);
    if (to === undefined) break;
    try {
      values.push(JSON.parse(text.slice(from, to)));
    } catch {
      break;
    }
    from = text.indexOf('{', to);
  }
  return values;
}

/** Index after the brace that closes the one at `from`. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let index = from; index < text.length; index += 1) {
    const character = text[index];
    if (isInString) {
      if (character === '\\') index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}

/** The string under `key`; `undefined` for absent, empty and other values. */
export function stringOf(value: unknown, key: string): string | undefined {
  const found = fieldOf(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
