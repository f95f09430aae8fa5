/** The five calls a client of the cache service makes, and the log of them. */

export type Call = 'lookup' | 'download' | 'reserve' | 'upload' | 'finalize';

/** The calls that are methods of the service itself; the other two are requests for a blob. */
export const methods = {
  GetCacheEntryDownloadURL: 'lookup',
  CreateCacheEntry: 'reserve',
  FinalizeCacheEntryUpload: 'finalize',
} as const satisfies Readonly<Record<string, Call>>;

export type Method = keyof typeof methods;

export interface CallRecord {
  readonly call: Call;
  /** The service's method, or `GET`, `HEAD` or `PUT` of a blob. */
  readonly method: string;
  /** The key asked for; of a blob, its name. */
  readonly subject: string;
  /** From the start of the service, in ms. */
  readonly atMs: number;
  /** What was answered. Not set while the request is under way, and if its fault swallowed it. */
  status?: number;
  /** Set if the fault of the service hit this request. */
  fault?: string;
}

/** What a call came to: `lookup 200`, `upload reset`. */
export function describeCall({ call, status, fault }: CallRecord): string {
  return `${call} ${fault ?? status ?? 'no answer'}`;
}
