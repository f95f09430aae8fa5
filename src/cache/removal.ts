/** Deletes modules, or parts of them, from a module cache so that Go makes them anew. */

import { access, chmod, constants, lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ModuleVersion } from '../module/path.ts';
import type { DamagedModule } from './integrity.ts';
import { type CheckedPlace, type Damage, type ModulePart, placeOf } from './module-check.ts';
import { storageError } from './storage-failure.ts';

/**
 * What Go makes of a zip, in the order in which it is deleted: without its .ziphash a tree is not believed any more, however
 * far the rest has come when the process ends.
 */
const unpackedParts = ['ziphash', 'tree', 'partial'] as const;

/**
 * Removes what is damaged and what was made of it; the rest of the module stays.
 * @throws FailureError `permission` when something cannot be deleted, which names it and says what is wrong with it.
 */
export async function removeDamaged(
  place: CheckedPlace,
  damaged: readonly DamagedModule[],
): Promise<void> {
  for (const { module, damages } of damaged) {
    for (const damage of damages) {
      for (const part of partsToRemove(damage)) {
        await remove(placeOf(place, module, part), `, damaged: ${damage.part} ${damage.problem}`);
      }
    }
  }
}

function partsToRemove({ part }: Damage): readonly ModulePart[] {
  switch (part) {
    case 'zip':
      return [...unpackedParts, 'zip'];
    case 'tree':
    // Whatever lies beside it was not looked at: a tree with a .partial is nobody's.
    case 'partial':
      return unpackedParts;
    case 'mod':
    case 'info':
    case 'ziphash':
    case 'lock':
    case 'versions':
      return [part];
  }
}

/**
 * Removes the .ziphash of these modules. Where that is forbidden nothing can be made there either: Go needs a .partial
 * beside it to unpack, so that what cannot be deleted does no harm.
 *
 * @throws FailureError `permission` where files can be made but not deleted.
 */
export async function removeZiphashes(
  place: CheckedPlace,
  modules: readonly ModuleVersion[],
): Promise<void> {
  for (const module of modules) {
    const file = placeOf(place, module, 'ziphash');
    try {
      await remove(file, ', which Go would believe instead of hashing the zip');
    } catch (failure) {
      if (await isWritable(path.dirname(file))) throw failure;
    }
  }
}

function isWritable(directory: string): Promise<boolean> {
  return access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** A file or a directory with all that is in it. */
async function remove(name: string, why: string): Promise<void> {
  try {
    await makeWritable(name);
    await rm(name, { recursive: true, force: true });
  } catch (error) {
    throw storageError(error, `deleting ${name}${why}`);
  }
}

/** Go makes unpacked directories read-only, and nothing can be deleted from those. Links are not followed. */
async function makeWritable(directory: string): Promise<void> {
  const status = await lstat(directory).catch(() => undefined);
  if (!status?.isDirectory()) return;
  // Somebody else's directory may be open to this user all the same: whether it is, deleting will tell.
  await chmod(directory, status.mode | 0o700).catch(() => undefined);
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) await makeWritable(path.join(directory, entry.name));
  }
}
