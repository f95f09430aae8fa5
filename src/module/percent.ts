/** The text that percent-encoded text stands for, or undefined where an escape is malformed or no UTF-8. */
export function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
