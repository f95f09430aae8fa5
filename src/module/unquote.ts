/** The value of a double-quoted Go string literal (strconv.Unquote), or undefined if it is malformed. */
export function unquote(literal: string): string | undefined {
  const found = /^"((?:[^"\\\n]|\\[\s\S])*)"$/.exec(literal);
  if (!found) return undefined;
  const parts: Buffer[] = [];
  for (const [part] of (found[1] ?? '').matchAll(
    /\\(?:[0-7]{3}|x[\s\S]{0,2}|u[\s\S]{0,4}|U[\s\S]{0,8}|[\s\S])|[^\\]+/g,
  )) {
    const bytes = part.startsWith('\\') ? bytesOfEscape(part.slice(1)) : Buffer.from(part);
    if (!bytes) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

const simpleEscapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};

/** The bytes of one escape, given without its backslash: numbers stand for bytes, \u and \U for characters. */
function bytesOfEscape(text: string): Buffer | undefined {
  const simple = simpleEscapes[text];
  if (simple !== undefined) return Buffer.of(simple);
  if (/^[0-7]{3}$/.test(text)) {
    const value = Number.parseInt(text, 8);
    return value <= 0xff ? Buffer.of(value) : undefined;
  }
  if (/^x[0-9A-Fa-f]{2}$/.test(text)) return Buffer.from(text.slice(1), 'hex');
  if (/^(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})$/.test(text)) {
    const value = Number.parseInt(text.slice(1), 16);
    const isCharacter = value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
    return isCharacter ? Buffer.from(String.fromCodePoint(value)) : undefined;
  }
  return undefined;
}
