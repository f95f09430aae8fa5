/** Four servers that have a checksum database, and a way to it over all of them. */
import { afterEach, beforeEach, expect } from '@jest/globals';
import { parseGosumdb } from '../../src/sumdb/gosumdb.ts';
import type { RecordProof } from '../../src/sumdb/proof.ts';
import { type ChecksumDatabase, openDatabase } from '../../src/toolchain/database.ts';
import {
  createChecksumDatabase,
  createSigner,
  everyAnswer,
  lookupName,
  makeRecord,
  type TestDatabase,
} from '../support/checksum-database.ts';
import type { Fault, FaultAction } from '../support/faults.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { type Lab, type LabOptions, openLab } from '../upstream/lab.ts';

export const name = 'sum.golang.org';
export const signer = createSigner(name);
export const records = Array.from({ length: 300 }, (_, number) => makeRecord(number));
export const real = createChecksumDatabase({ signer, records });
export const [module] = records.slice(7, 8) as [(typeof records)[number]];
export const lookup = lookupName(module.path, module.version);
export const proven = { record: 7, treeSize: 300, zipHash: module.lines[0]?.split(' ')[2] };

export const answersOf = (database: TestDatabase) =>
  Object.fromEntries(
    [...everyAnswer(database)].map(([at, body]) => [`${database.name}/${at}`, { body }]),
  );
export const served = answersOf(real);

/** In place of the database's two hosts; one of Go's own mirrors; another one. */
export let own: Mirror;
export let twin: Mirror;
export let shipped: Mirror;
export let other: Mirror;
export let lab: Lab;
export let open: { close(): Promise<void> }[];

beforeEach(async () => {
  open = [];
  const start = () => startMirror({ sumdb: served });
  [own, twin, shipped, other] = [await start(), await start(), await start(), await start()];
  open.push(own, twin, shipped, other);
});

afterEach(async () => {
  // Whatever has come has been read and let go of.
  expect([lab.spool.held.size, lab.spool.unfinished.size]).toEqual([0, 0]);
  for (const one of open.reverse()) await one.close();
});

export async function prepare(
  gosumdb = signer.verifierKey,
  more: Partial<LabOptions> = {},
  seen: readonly string[] = [],
): Promise<ChecksumDatabase> {
  lab = await openLab({
    // The user's order; Go's own mirrors come first all the same.
    mirrors: [other.url, shipped.url],
    limits: { retries: 1 },
    hosts: {
      'https://sum.golang.org': `${own.url}/sumdb/${name}`,
      'https://sum.golang.google.cn': `${twin.url}/sumdb/${name}`,
    },
    ...more,
  });
  open.push(lab);
  const setting = parseGosumdb(gosumdb);
  if (setting.kind !== 'database') throw new Error('no database');
  const mirrors = lab.tools.mirrors.all;
  const shippedMirrors = mirrors.filter(({ url }) => url === shipped.url);
  return openDatabase({ setting, tools: lab.tools, mirrors, shippedMirrors, seen });
}

export const suffer = (faults: readonly Fault[], ...mirrors: readonly Mirror[]) => {
  for (const mirror of mirrors) mirror.setFaults(faults);
};
export const down: readonly Fault[] = [
  { match: () => true, action: { kind: 'status', status: 503 } },
];
export const on = (match: string, action: FaultAction): readonly Fault[] => [{ match, action }];

/** What failed, where the clock stands still: nobody gets a head start, and nothing is tried again. */
export const failureOf = (looking: Promise<RecordProof>) =>
  looking.then(
    () => 'believed',
    (error: { failure: unknown }) => error.failure,
  );

/** An answer of which one bit is wrong. */
export const changed = (operation: string) => {
  const bytes = Buffer.from(real.ask(operation) ?? '');
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  return bytes;
};
