import { type Failure, FailureError } from '../failure.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { freeResumeBytes, type PartialBody, planResume } from '../resilience/range.ts';
import type { BodyPart } from './body-part.ts';
import type { Intake } from './intake.ts';
import type { SpoolSpace } from './spool.ts';
import type { Spooled } from './spooled.ts';

/** What a failed attempt did to the bytes that are there. */
export type Progress =
  /** So much came that the attempt costs nothing: the next one goes on behind it. */
  | 'gained'
  /** Parts contradict each other, or a mirror its own ranges: once more without Range, and nobody is to blame yet. */
  | 'start-over'
  | 'none';

export interface PartialFileOptions {
  readonly spool: SpoolSpace;
  readonly limitBytes: number;
  /** Whether what broke off is kept for the next attempt; the owner has to `discard` it in the end then. */
  readonly isKept: boolean;
  /** The whole will be checked against a hash, so that bytes of several mirrors may be joined. */
  readonly isHashKnown: boolean;
}

/** One file on its way, over all attempts to fetch it. One body at a time may be written to it. */
export class PartialFile {
  readonly #options: PartialFileOptions;
  #intake: Intake | undefined;
  /** Whose body was last written: one that lost a race to another before its first byte has no say in what follows. */
  #writer: BodyPart | undefined;
  /** The answer that the last bytes came with, its facts completed by those of the answers before. */
  #lastPart: Omit<BodyPart, 'body'> | undefined;
  /** The mirrors of all bytes, one entry for each answer. */
  #sources: MirrorEntry[] = [];
  /** The most that was ever there since the last start over: what comes a second time is no gain. */
  #mostBytes = 0;
  /** After parts that did not fit together: whose bytes may still be joined. */
  #trust: 'any-mirror' | 'same-mirror' | 'none' = 'any-mirror';
  readonly #withoutRange = new Set<MirrorEntry>();
  /** The last answer was completed by others, beside it. */
  #isSplit = false;
  #isOneStream = false;

  constructor(options: PartialFileOptions) {
    this.#options = options;
  }

  get isHashKnown(): boolean {
    return this.#options.isHashKnown;
  }

  /** What is there, where this mirror can be asked for the rest of it; undefined: ask for the whole. */
  resumeAt(mirror: MirrorEntry): PartialBody | undefined {
    const part = this.#lastPart;
    if (!this.#intake || !part || this.#withoutRange.has(mirror)) return undefined;
    const isSameMirror = part.mirror === mirror;
    if (!isSameMirror && this.#trust === 'same-mirror') return undefined;
    const { totalBytes, validator } = part;
    return planResume(
      {
        receivedBytes: this.#intake.size,
        ...(totalBytes !== undefined && { totalBytes }),
        ...(validator !== undefined && { validator }),
      },
      { isSameMirror, isHashKnown: this.isHashKnown },
    );
  }

  /** Whether several requests at once may bring what is missing. */
  get mayBeSplit(): boolean {
    return (
      this.#options.isKept && this.isHashKnown && !this.#isOneStream && this.#trust === 'any-mirror'
    );
  }

  /** Hears that the body under way is completed by further answers. */
  split(): void {
    this.#isSplit = true;
  }

  /** After a part that could not be had: one stream from now on. */
  keepToOneStream(): void {
    this.#isOneStream = true;
  }

  /** This mirror contradicted itself when it was asked for a range: it is asked for the whole from now on. */
  refuseRangesOf(mirror: MirrorEntry): void {
    this.#withoutRange.add(mirror);
  }

  /**
   * Takes what an answer brings. Throws what reading it throws, and FailureError of the
   * spool. What was there before stays until the first byte of another whole is.
   */
  async take(part: BodyPart): Promise<Spooled> {
    let isBegun = false;
    const begin = async (): Promise<Intake> => {
      if (!isBegun) await this.#begin(part);
      isBegun = true;
      this.#intake ??= this.#options.spool.open(this.#options.limitBytes);
      return this.#intake;
    };
    for await (const chunk of part.body) {
      await (await begin()).append(chunk);
    }
    const intake = await begin();
    this.#expectWhole(intake.size);
    this.#intake = undefined;
    return intake.finish();
  }

  /** After `part` was taken and led to this failure: keeps what is of use, and says what it is worth. */
  async settle(
    part: BodyPart,
    failure: Failure,
  ): Promise<{ readonly failure: Failure; readonly progress: Progress }> {
    if (this.#writer !== part) return { failure, progress: 'none' };
    if ((this.#sources.length > 1 || this.#isSplit) && isWrongContent(failure)) {
      const isOfOneMirror = new Set(this.#sources).size === 1;
      this.#trust = isOfOneMirror || this.#trust !== 'any-mirror' ? 'none' : 'same-mirror';
      this.#mostBytes = 0;
      await this.discard();
      const detail = `parts that do not make one file (${failure.detail})`;
      return { failure: { class: 'bad-content', detail }, progress: 'start-over' };
    }
    if (!this.#isContinuable(failure)) {
      await this.discard();
      return { failure, progress: 'none' };
    }
    const size = this.#intake?.size ?? 0;
    const gainedBytes = size - this.#mostBytes;
    this.#mostBytes = Math.max(size, this.#mostBytes);
    return { failure, progress: gainedBytes >= freeResumeBytes ? 'gained' : 'none' };
  }

  /** Frees what is there. Doing it again is harmless. */
  async discard(): Promise<void> {
    const intake = this.#intake;
    this.#intake = undefined;
    await intake?.discard();
  }

  async #begin(part: BodyPart): Promise<void> {
    this.#writer = part;
    const { body: _, ...facts } = part;
    if (part.startsAtBytes === 0) {
      this.#isSplit = false;
      await this.discard();
      this.#sources = [part.mirror];
      this.#lastPart = facts;
      return;
    }
    this.#sources.push(part.mirror);
    // A 206 may leave out what the 200 before it had said of the file.
    const { totalBytes, validator, mirror } = this.#lastPart ?? facts;
    this.#lastPart = {
      ...(totalBytes !== undefined && { totalBytes }),
      ...(validator !== undefined && mirror === part.mirror && { validator }),
      ...facts,
    };
  }

  /** A rest that HTTP takes for complete may still be shorter than it said in Content-Range. */
  #expectWhole(size: number): void {
    const { totalBytes, startsAtBytes } = this.#lastPart ?? {};
    if (startsAtBytes === 0 || totalBytes === undefined || size === totalBytes) return;
    const detail = `the rest from byte ${startsAtBytes} on made ${size} bytes of ${totalBytes}`;
    throw new FailureError(
      size < totalBytes
        ? { class: 'truncated', expectedBytes: totalBytes, receivedBytes: size, detail }
        : { class: 'bad-content', detail },
    );
  }

  #isContinuable(failure: Failure): boolean {
    const part = this.#lastPart;
    return (
      this.#options.isKept &&
      this.#trust !== 'none' &&
      isBreak(failure) &&
      part?.isContinuable === true &&
      (part.validator !== undefined || this.isHashKnown)
    );
  }
}

/** The body ended before the file did; what came of it is good. */
export function isBreak({ class: name }: Failure): boolean {
  return name === 'connection-reset' || name === 'truncated' || name === 'stall';
}

function isWrongContent({ class: name }: Failure): boolean {
  return name === 'checksum-mismatch' || name === 'bad-content';
}
