/** What `go` wrote to stderr in all its runs, each line with its time, the first and the last of a long trace. */
export interface TraceKeeper {
  /** Lines may hold secrets until they are redacted, one by one: none of them was cut. */
  readonly lines: readonly string[];
  add(line: string): void;
}

/** A run that goes well stays far below (1,500 requests of `go` make 200 KiB); one that does not fills no disk. */
const firstBytes = 512 * 1024;
const lastBytes = 512 * 1024;

/** What is longer is a server's page inside an error message; half of it could hold half of a secret. */
const longestLine = 8 * 1024;

/** `nowMs`: since the start of the run. */
export function createTraceKeeper(nowMs: () => number): TraceKeeper {
  const first: string[] = [];
  let last: string[] = [];
  let room = firstBytes;
  let held = 0;
  let dropped = 0;

  const add = (line: string) => {
    const text = line.length > longestLine ? `[a line of ${line.length} characters]` : line;
    const timed = `${(nowMs() / 1_000).toFixed(3)} ${text}`;
    const bytes = Buffer.byteLength(timed) + 1;
    if (last.length === 0 && bytes <= room) {
      room -= bytes;
      first.push(timed);
      return;
    }
    last.push(timed);
    held += bytes;
    // By halves: to move every line for each new one would take longer than `go` does.
    if (held > 2 * lastBytes) keepLastOnes();
  };

  const keepLastOnes = () => {
    let kept = 0;
    let from = last.length;
    while (from > 0) {
      kept += Buffer.byteLength(last[from - 1] ?? '') + 1;
      if (kept > lastBytes) break;
      from -= 1;
    }
    dropped += from;
    last = last.slice(from);
    held = last.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  };

  return {
    add,
    get lines() {
      if (held > lastBytes) keepLastOnes();
      const gap = dropped === 0 ? [] : [`[${dropped} lines are left out here]`];
      return [...first, ...gap, ...last];
    },
  };
}
