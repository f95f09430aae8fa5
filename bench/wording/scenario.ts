/** One way to make `go` refuse. */

import type { FailureClass } from '../../src/failure.ts';
import type { Room } from './room.ts';

export interface Scenario {
  readonly name: string;
  readonly expected: FailureClass;
  /** Default: what the action runs, `go mod download -x -json`. */
  readonly args?: readonly string[];
  /** Laid over the project of the room; `undefined` takes a file away. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly env?: (room: Room) => Readonly<Record<string, string | undefined>>;
  readonly prepare?: (room: Room) => Promise<void>;
  /** Where the module cache lies: on a file system of 200 KiB, or in a directory of root's for somebody else. */
  readonly place?: 'small-disk' | 'not-ours';
}

/** A go.mod of the rooms' project with these lines. */
export function goMod(lines: string, go = '1.17'): string {
  return `module example.com/app\n\ngo ${go}\n\n${lines}\n`;
}

/** Modules come from their repositories. */
export const direct = { GOPROXY: 'direct' };
