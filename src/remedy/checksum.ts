/** Bytes that somebody refuses, and the checksum database. No remedy weakens a check. */

import type { FailureOf } from '../failure.ts';
import { command, host, input, party, type Remedy, step } from './step.ts';
import { mirrorOf, moduleOf, placeOf } from './subject.ts';
import type { Workplace } from './workplace.ts';

export type ChecksumFailure = FailureOf<
  'checksum-mismatch' | 'sumdb-mismatch' | 'sumdb-unreachable'
>;

export function remedyForChecksum(failure: ChecksumFailure, workplace: Workplace): Remedy {
  const module = moduleOf(failure);
  switch (failure.class) {
    case 'checksum-mismatch':
      return [
        step`The bytes were refused. Compare with a download over another network: ${command(`go mod download -json ${module}`)} in an empty directory, with a new GOMODCACHE, prints their ${'`Sum`'}.`,
        step`If that agrees with ${placeOf(failure, 'go.sum')}, ${mirrorOf(failure)} has a bad copy: tell ${party('mirror')}. If not, the author moved the tag: take a newer version of ${module}.`,
        step`Change the line of go.sum only once you know why it differs.`,
      ];
    case 'sumdb-mismatch':
      return [
        step`Do not use the module: the checksum database has recorded other bytes for ${module}. Download it over another network and compare; if they differ, tell ${party('mirror')} (${mirrorOf(failure)}).`,
        step`A private module needs its pattern in ${input('private')}.`,
      ];
    case 'sumdb-unreachable':
      return [
        step`Run ${command('go mod tidy')} where the network is open and commit go.sum: a complete one needs no lookup. A private module needs its pattern in ${input('private')}.`,
        workplace === 'github-hosted'
          ? step`Otherwise run the job again later.`
          : step`Otherwise ask ${party('network')} to allow ${host('sum.golang.org')} or ${host('sum.golang.google.cn')}, or name a mirror in ${input('mirrors')} that serves the database under ${'`/sumdb/`'}.`,
      ];
  }
}
