/**
 * Tiles: the log's hashes in files of up to 256 neighbours of every eighth level, one behind the other
 * (golang.org/x/mod/sumdb/tlog). A tile that is not full yet has its width in its name.
 */

const height = 8;

/** Hashes in a full tile. */
export const fullWidth = 2 ** height;

export interface Tile {
  /** 0 holds the hashes of records, 1 those above 256 records each, and so on. */
  readonly level: number;
  /** Which one of its level, from 0. */
  readonly index: number;
  /** Hashes in it. */
  readonly width: number;
}

/** `tile/8/<level>/<index>[.p/<width>]`, with the index in groups of three digits. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const last = groups.length - 1;
  const name = groups.map((group, at) => (at < last ? `x${group}` : group)).join('/');
  return `tile/${height}/${level}/${name}${width < fullWidth ? `.p/${width}` : ''}`;
}

/** The tile of that place as it is in a tree of `size` records. */
export function tileIn(size: number, { level, index }: Pick<Tile, 'level' | 'index'>): Tile {
  const hashes = Math.floor(size / fullWidth ** level);
  return { level, index, width: Math.min(fullWidth, hashes - index * fullWidth) };
}

/** The tiles at the right edge of a tree that are not full, the highest first: they make up its root between them. */
export function edgeTiles(size: number): readonly Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, hashes = size; hashes > 0; level += 1) {
    const index = Math.floor(hashes / fullWidth);
    const width = hashes % fullWidth;
    if (width > 0) tiles.unshift({ level, index, width });
    hashes = index;
  }
  return tiles;
}

/** The tile that holds the hash above all of a full tile. */
export function parentIn(size: number, { level, index }: Tile): Tile {
  return tileIn(size, { level: level + 1, index: Math.floor(index / fullWidth) });
}
