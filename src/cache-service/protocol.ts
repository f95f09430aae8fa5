/**
 * What the action and its cache client say to each other: a request and a result, each a file in a directory that is the
 * operation's own. No secret is among them.
 */

/**
 * What is archived, below the client's working directory. Part of the version that a cache service compares, with the
 * compression: the same on every system, and no path of any machine.
 */
export const archivedPath = 'modules';

/** The client's working directory, below the operation's. */
export const workspaceName = 'workspace';
/** Where the client puts the archive itself. */
export const temporaryName = 'temporary';
export const requestName = 'request.json';
export const resultName = 'result.json';

export type ClientRequest =
  | {
      readonly operation: 'restore';
      readonly key: string;
      /** Any key that begins with it will do where the key itself is not found; the newest wins. */
      readonly restorePrefix?: string;
    }
  | { readonly operation: 'save'; readonly key: string };

export type ClientResult =
  /** @actions/cache sees no service in the environment. */
  | { readonly kind: 'unavailable' }
  /** The archive of `key` was unpacked into the working directory. */
  | { readonly kind: 'restored'; readonly key: string }
  /** Nothing was found; or something failed, which the client then wrote to its output. */
  | { readonly kind: 'nothing' }
  /** Whether it was saved is not told apart from why not: v1 returns an id for a failed upload, too. */
  | { readonly kind: 'ended' };
