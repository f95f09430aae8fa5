import { FailureError, failureOf } from '../failure.ts';
import { hashBytes, peaks, rootOf, subtreeHash } from './merkle.ts';
import type { ReadAnswer } from './proof.ts';
import { contradiction, malformed } from './refusal.ts';
import { edgeTiles, fullWidth, parentIn, type Tile, tileIn, tilePath } from './tile.ts';
import type { TreeHead } from './tree-head.ts';

/** Hashes of a signed tree, each proven to be in it. */
export interface ProvenTree {
  /** The hash of a record that was asked for. */
  recordHash(record: number): Buffer;
  /** The root that the tree had with its first `size` records, a size that was asked for. */
  rootAt(size: number): Buffer;
  /** The tiles that prove it, by path; of one that has come in full the part that the tree has. */
  readonly tiles: ReadonlyMap<string, Buffer>;
}

/** What is to be known of a tree. */
export interface TreeQuestion {
  readonly records: readonly number[];
  /** Sizes that it had before, none above its own. */
  readonly sizes: readonly number[];
}

/**
 * Reads the tiles that the question needs, all at once, and proves them from the signed root down: those at the right edge
 * make up the root, and every other one the hash that its parent, proven before it, has for it. What is wrong anywhere on
 * the way ends the proof before a hash is used (CVE-2026-56865 is a child believed without its parent).
 * @throws FailureError for what contradicts the tree; what `read` throws goes through.
 */
export async function proveTree(
  { size, hash }: TreeHead,
  { records, sizes }: TreeQuestion,
  read: ReadAnswer,
  signal: AbortSignal,
): Promise<ProvenTree> {
  const edges = edgeTiles(size);
  const wanted = [
    ...records.map((record) => placeOf(record)),
    ...sizes.flatMap((earlier) => edgeTiles(earlier)),
  ];
  const full = pathsDown(
    size,
    wanted.map((place) => tileIn(size, place)),
  );
  const contents = await readTiles([...edges, ...full], read, signal);
  const hashesOf = (tile: Tile): Buffer => contents.get(tilePath(tile)) as Buffer;

  if (!rootOf(edges.flatMap((tile) => peaks(hashesOf(tile)))).equals(hash)) {
    throw contradiction(`tiles do not make up the signed tree of ${size} records`);
  }
  for (const tile of full) {
    const expected = hashAt(hashesOf(parentIn(size, tile)), tile.index % fullWidth);
    if (!subtreeHash(hashesOf(tile)).equals(expected)) {
      throw contradiction(`${tilePath(tile)} is not the tile of the signed tree`);
    }
  }
  return {
    tiles: contents,
    recordHash: (record) => hashAt(hashesOf(tileIn(size, placeOf(record))), record % fullWidth),
    rootAt: (earlier) =>
      rootOf(
        edgeTiles(earlier).flatMap((tile) =>
          peaks(hashesOf(tileIn(size, tile)).subarray(0, tile.width * hashBytes)),
        ),
      ),
  };
}

function placeOf(record: number): Pick<Tile, 'level' | 'index'> {
  return { level: 0, index: Math.floor(record / fullWidth) };
}

function hashAt(hashes: Buffer, position: number): Buffer {
  return hashes.subarray(position * hashBytes, (position + 1) * hashBytes);
}

/** The full tiles among these and above them, each once and parents before children; all others are at the edge. */
function pathsDown(size: number, tiles: readonly Tile[]): readonly Tile[] {
  const paths = new Map<string, Tile>();
  for (const start of tiles) {
    for (let tile = start; tile.width === fullWidth; tile = parentIn(size, tile)) {
      paths.set(tilePath(tile), tile);
    }
  }
  return [...paths.values()].sort((a, b) => b.level - a.level);
}

/** The contents by path. One failure ends them all, and nothing is under way any more when it is thrown. */
async function readTiles(
  tiles: readonly Tile[],
  read: ReadAnswer,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Buffer>> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let first: { readonly thrown: unknown } | undefined;
  const readings = tiles.map(async (tile): Promise<[string, Buffer]> => {
    try {
      return [tilePath(tile), await readTile(tile, read, either)];
    } catch (thrown) {
      first ??= { thrown };
      stop.abort(new Error('another tile of the proof is missing'));
      throw thrown;
    }
  });
  const settled = await Promise.allSettled(readings);
  if (first !== undefined) throw first.thrown;
  return new Map(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
}

/** A tile that has been filled up since may be there in full alone: its first hashes are the same. */
async function readTile(tile: Tile, read: ReadAnswer, signal: AbortSignal): Promise<Buffer> {
  if (tile.width === fullWidth) return checkWidth(tile, await read(tilePath(tile), signal));
  let bytes: Buffer;
  try {
    bytes = await read(tilePath(tile), signal);
  } catch (thrown) {
    if (signal.aborted || !saysNo(thrown)) throw thrown;
    const full = { ...tile, width: fullWidth };
    const whole = await read(tilePath(full), signal).catch((second: unknown) => {
      // The first answer is about the tile that is needed; the second question was only an attempt.
      throw signal.aborted || !saysNo(second) ? second : thrown;
    });
    return checkWidth(full, whole).subarray(0, tile.width * hashBytes);
  }
  return checkWidth(tile, bytes);
}

function checkWidth(tile: Tile, bytes: Buffer): Buffer {
  if (bytes.length === tile.width * hashBytes) return bytes;
  throw malformed(
    `${tilePath(tile)} has ${bytes.length} bytes instead of ${tile.width * hashBytes}`,
  );
}

/** Stores behind a mirror differ in how they say that there is no such file. */
function saysNo(thrown: unknown): boolean {
  if (!(thrown instanceof FailureError)) return false;
  const { class: kind } = failureOf(thrown);
  return kind === 'http-not-found' || kind === 'http-auth' || kind === 'http-other';
}
