import { createAudience } from '../module/audience.ts';
import { createMirrorEntry, createPublicCheck } from '../module/mirror-entry.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { toolchainPath } from '../module/path.ts';
import {
  database as goDatabase,
  mirrorSource,
  officialHosts,
  ownSource,
  type Source,
} from '../relay/sumdb-source.ts';
import type { DatabaseSetting } from '../sumdb/gosumdb.ts';

export interface SourceList {
  readonly setting: DatabaseSetting;
  /** All mirrors of the run, in the user's order. */
  readonly mirrors: readonly MirrorEntry[];
  /** Those among them that Go itself ships with. */
  readonly shippedMirrors: readonly MirrorEntry[];
}

/**
 * Who may be asked for what a checksum database says of toolchains, best first. With a URL in GOSUMDB that alone, as `go`
 * does it. Else the database's own hosts, and then mirrors, which need no trust where all is proven. Of another database than Go's
 * public mirrors hear nothing: its name is that of a host of somebody's own, and they do not pass it on.
 */
export function listSources({ setting, mirrors, shippedMirrors }: SourceList): readonly Source[] {
  const { key, url } = setting;
  const own = (at: string) => ownSource(key.name, entryOf(at));
  if (url !== undefined) return [own(url)];
  const hosts = key.name === goDatabase ? officialHosts : [key.name];
  // The toolchain is public, and yet a mirror that is limited to other modules is not there for it.
  const isPrivate = key.name !== goDatabase;
  const mayHear = createAudience({ groups: [mirrors] }, toolchainPath, isPrivate);
  const isShipped = (mirror: MirrorEntry) =>
    shippedMirrors.some(({ url: at }) => at === mirror.url);
  const passing = mirrors.filter(mayHear);
  return [
    ...hosts.map((host) => own(`https://${host}`)),
    ...passing.filter(isShipped).map((mirror) => mirrorSource(key.name, mirror)),
    ...passing
      .filter((mirror) => !isShipped(mirror))
      .map((mirror) => mirrorSource(key.name, mirror)),
  ];
}

function entryOf(url: string): MirrorEntry {
  const entry = createMirrorEntry(url, createPublicCheck([]));
  if ('problem' in entry) throw new RangeError(`no URL of a checksum database: ${entry.problem}`);
  return entry.mirror;
}
