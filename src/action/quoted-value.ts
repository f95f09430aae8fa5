/** Values of inputs in messages. */

/** The value as written, where it is no secret put into the wrong input and no long text. */
export function quote(text: string): string {
  return text.length > 40 || mayHoldSecret(text) ? 'the value given' : JSON.stringify(text);
}

/** URLs and anything with an `@` may carry credentials. */
export function mayHoldSecret(text: string): boolean {
  return /@|:\/\//.test(text);
}
