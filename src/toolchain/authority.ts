/** Who says which bytes a toolchain has. */

import { FailureError } from '../failure.ts';
import { type DatabaseSetting, parseGosumdb } from '../sumdb/gosumdb.ts';

export type Authority =
  /** `pinned`: the input names a hash as well, and both have to agree. */
  | {
      readonly kind: 'database';
      readonly setting: DatabaseSetting;
      readonly pinned: string | undefined;
    }
  | { readonly kind: 'pin'; readonly hash: string };

/**
 * The checksum database that GOSUMDB names, as for cmd/go (modfetch, useSumDB): neither GONOSUMDB nor GOPRIVATE takes a toolchain
 * out of it, and no line of a go.sum replaces it (CVE-2026-94447). Where there is none, the hash that the workflow itself
 * pins.
 * @throws FailureError `input` for a GOSUMDB that cannot be read, `toolchain` where nobody would vouch.
 */
export function chooseAuthority(gosumdb: string, pinned: string | undefined): Authority {
  const setting = parseGosumdb(gosumdb);
  switch (setting.kind) {
    case 'database':
      return { kind: 'database', setting, pinned };
    case 'invalid':
      throw new FailureError({ class: 'input', detail: `GOSUMDB: ${setting.problem}` });
    case 'off':
      if (pinned !== undefined) return { kind: 'pin', hash: pinned };
      throw new FailureError({
        class: 'toolchain',
        lacks: 'voucher',
        detail:
          'GOSUMDB=off, so nobody vouches for a Go that a mirror would send; it is installed only with the checksum database, or with its hash in `toolchain-sum`',
      });
  }
}
