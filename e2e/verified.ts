import { expect } from '@jest/globals';
import { offlineVariables } from '../src/go/command.ts';
import type { Room } from './harness.ts';

/** Plain `go` needs no network for the project's modules, and finds every one as it was downloaded. */
export async function expectVerifiedOffline(room: Room): Promise<void> {
  for (const args of [
    ['mod', 'download'],
    ['mod', 'verify'],
  ]) {
    const { exitCode, output } = await room.go(args, { ...offlineVariables, GOTOOLCHAIN: 'local' });
    expect({ args, exitCode, output }).toMatchObject({ args, exitCode: 0 });
  }
}
