import type { MirrorEntry } from '../module/mirror-list.ts';

/** A file that meets more outages than these has a cause that waiting does not mend. */
const outagesPerFile = 3;

/** The attempts that one file may cost, over all mirrors of a group. */
export class Allowance {
  #left: number;
  #inPass = 0;
  #outagesLeft = outagesPerFile;
  #inRow: { readonly mirror: MirrorEntry; readonly count: number } | undefined;

  constructor(attempts: number) {
    this.#left = attempts;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes one attempt, and says which one in a row it is on this mirror. */
  take(mirror: MirrorEntry): number {
    this.#left -= 1;
    this.#inPass += 1;
    const before = this.#inRow?.mirror === mirror ? this.#inRow.count : 0;
    this.#inRow = { mirror, count: before + 1 };
    return this.#inRow.count;
  }

  /** An attempt that tells nothing of the mirror, or all there is to know, is free. */
  giveBack(): void {
    this.#left += 1;
    this.#inPass -= 1;
  }

  /** The same, and it is none in a row on this mirror either. */
  takeBack(mirror: MirrorEntry): void {
    this.giveBack();
    if (this.#inRow?.mirror === mirror) this.#inRow = { mirror, count: this.#inRow.count - 1 };
  }

  startPass(): void {
    this.#inPass = 0;
  }

  /** What the pass has cost was the outage's doing, which is over. */
  outlastedOutage(): void {
    if (this.#outagesLeft === 0) return;
    this.#outagesLeft -= 1;
    this.#left += this.#inPass;
    this.#inPass = 0;
  }
}
