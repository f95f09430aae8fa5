/** Readers that know one spelling of everything: a second one would let two different texts pass for the same proof. */

/** The bytes of standard base64 with padding; undefined for any other text, also for a second spelling of the same bytes. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** A decimal number without sign or leading zeros; undefined for any other text and for what a number here cannot hold. */
export function parseCount(text: string): number | undefined {
  const value = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Whether the text has no control characters but ends of lines, as every text of the database. */
export function isPlainText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}
