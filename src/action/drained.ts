import type { Writable } from 'node:stream';

/** Resolves when everything written to `stream` has left this process, or never will because its reader is gone. */
export function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable) {
      resolve();
      return;
    }
    stream.once('error', () => resolve());
    // Writes end in the order of their start, so that the end of an empty one is the end of all before it.
    stream.write('', () => resolve());
  });
}
