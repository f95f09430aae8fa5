/** What a checksum database says that is not to be believed, and what is told of it. */
import {
  createChecksumDatabase,
  createSigner,
  lookupName,
} from '../../__tests__/support/checksum-database.ts';
import { makeModule } from '../../__tests__/support/modules.ts';
import type { FailureClass } from '../../src/failure.ts';
import { type Database, recordOf, type Stage } from './stage.ts';

export interface DatabaseLie {
  readonly name: string;
  /** What is asked in its place. */
  readonly lie: (stage: Stage) => Database;
  /** This machine has seen the tree of the true one before. */
  readonly hasSeenTree?: true;
  /** Behind `toolchain`; without it all ends as `sumdb-mismatch`. */
  readonly because?: FailureClass;
}

/** The true database but for the answers that `change` gives. */
function changed(
  { database }: Stage,
  change: (operation: string, answer: Buffer) => Buffer | undefined,
): Database {
  return {
    ask(operation) {
      const answer = database.ask(operation);
      return answer && change(operation, answer);
    },
  };
}

function withFlippedBit(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

/** In the bytes, not in their base64: not every character next to one of that alphabet is of it. */
function withFlippedSignature(note: Buffer): Buffer {
  const start = note.lastIndexOf(' ') + 1;
  const signature = Buffer.from(note.subarray(start).toString(), 'base64');
  const flipped = withFlippedBit(signature, 20).toString('base64');
  return Buffer.concat([note.subarray(0, start), Buffer.from(`${flipped}\n`)]);
}

/** The true database but for its answer about the toolchain. */
function aboutToolchain(stage: Stage, answer: (was: Buffer) => Buffer | undefined): Database {
  const { path, version } = stage.toolchain;
  const own = lookupName(path, version);
  return changed(stage, (operation, was) => (operation === own ? answer(was) : was));
}

export const databaseLies: readonly DatabaseLie[] = [
  {
    name: 'signed by somebody else',
    lie: ({ database, signer: { name } }) =>
      createChecksumDatabase({ signer: createSigner(name), records: database.records }),
  },
  {
    name: 'a signature with one bit changed',
    lie: (stage) =>
      changed(stage, (operation, answer) =>
        /^(lookup|latest)/.test(operation) ? withFlippedSignature(answer) : answer,
      ),
  },
  {
    name: 'another hash in the record',
    lie: (stage) =>
      aboutToolchain(stage, (was) =>
        Buffer.from(
          was.toString().replace(/ h1:(.)/, (_, first) => ` h1:${first === 'A' ? 'B' : 'A'}`),
        ),
      ),
  },
  {
    name: 'the proven record of another module (CVE-2026-42501)',
    lie: (stage) => aboutToolchain(stage, () => stage.database.answer(0)),
  },
  {
    name: 'a signed record that does not name the zip',
    lie: ({ database, signer, toolchain }) => {
      const [, mod] = toolchain.sumLines;
      const records = database.records.map((record) =>
        record.version === toolchain.version ? { ...record, lines: [mod] } : record,
      );
      return createChecksumDatabase({ signer, records });
    },
  },
  {
    name: 'a signed record with the hash of another module beside its own (CVE-2026-56864)',
    lie: ({ database, signer, toolchain }) => {
      const [first] = database.records;
      const records = database.records.map((record) =>
        record.version === toolchain.version
          ? { ...record, lines: [...record.lines, ...(first?.lines ?? [])] }
          : record,
      );
      return createChecksumDatabase({ signer, records });
    },
  },
  {
    name: 'tiles with one bit changed (CVE-2026-56865)',
    lie: (stage) =>
      changed(stage, (operation, answer) =>
        operation.startsWith('tile/') ? withFlippedBit(answer, 3) : answer,
      ),
  },
  {
    name: 'another history than the one seen before',
    lie: ({ database, signer }) => {
      const stranger = recordOf(makeModule('example.com/stranger', 'v1.0.0'));
      return createChecksumDatabase({ signer, records: [stranger, ...database.records] });
    },
    hasSeenTree: true,
  },
  {
    name: 'a web page for everything',
    lie: (stage) => changed(stage, () => Buffer.from('<!DOCTYPE html><html></html>')),
    because: 'sumdb-unreachable',
  },
  {
    name: 'no such module',
    lie: (stage) => aboutToolchain(stage, () => undefined),
    because: 'sumdb-unreachable',
  },
];
