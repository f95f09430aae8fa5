/** What a row of the matrix is made of. */

/** Where the victim's files lie before the run. */
export type Column = 'module cache' | 'local entry' | 'restored archive';

/**
 * `mended`: a warning `cache-corrupt`, and all is as go.sum says; without anybody to ask, refused. `unharmed`: what was put
 * there has no part in the run. `either`: with or without that warning. `refused`: the archive is not unpacked, and the run
 * goes on without it.
 */
export type End = 'mended' | 'unharmed' | 'either' | 'refused';

export interface Place {
  /** The layout of a module proxy: `cache/download` of a module cache, of a local cache, or what is to be archived. */
  readonly download: string;
  /** Of a module cache, where there is one: the unpacked victim. */
  readonly tree: string;
  /** Outside of it all, for links to lead to; its files must stay as they are. */
  readonly outside: string;
}

export interface Row {
  readonly name: string;
  readonly tamper: (place: Place) => Promise<void>;
  /** Where it can be played; all unless given. */
  readonly columns?: readonly Column[];
  /** `mended` where nothing is given. */
  readonly ends?: Partial<Readonly<Record<Column, End>>>;
  /** Whether the module cache holds the unpacked victim beforehand, as `go` unpacked it. */
  readonly hasTree?: true;
  /** What is damaged is made anew of what is sound beside it: nobody has to be asked. */
  readonly healsAlone?: true;
  /** Plain `go` builds what was forged. */
  readonly foolsGo?: true;
  /** Names below the download directory that belong to nobody's run and may stay. */
  readonly mayStay?: readonly string[];
}
