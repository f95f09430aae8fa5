/** What @actions/cache writes: it reports failures by annotation commands and nothing else. Pure. */

/** Warnings and errors, in order; the same one once. */
export function complaintsIn(output: string): readonly string[] {
  const found = [...output.matchAll(/^::(?:warning|error)(?: [^:]*)?::(.*)$/gm)].map(
    ([, message = '']) => unescaped(message),
  );
  return [...new Set(found)];
}

/** Lines that are no commands. */
export function remarksIn(output: string): readonly string[] {
  return output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('::'));
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%').trim();
}
