/** The inputs that say which Go the job gets. */

import { type GoRequest, parseGoVersion, quoteVersion } from '../toolchain/version-spec.ts';

/** In the place of a value that may be a secret which was meant for another input. */
const hidden = 'the value given';

export interface GoInputs {
  /** Undefined: `goVersionFile` says it, or else the files of the projects do. */
  readonly goVersion?: GoRequest;
  /** The same as written. */
  readonly goVersionText?: string;
  /** As written; `goVersion` goes before it. */
  readonly goVersionFile?: string;
  /** The hash of the toolchain's zip, as go.sum would have it. */
  readonly toolchainSum?: string;
}

export interface GoTexts {
  readonly version: string | undefined;
  readonly file: string | undefined;
  readonly sum: string | undefined;
}

/** What was given, and everything that is wrong with it. The file is not read here. */
export function readGoInputs({ version, file, sum }: GoTexts): {
  readonly settings: GoInputs;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const read = version === undefined ? undefined : parseGoVersion(version);
  if (version !== undefined && read !== undefined && 'problem' in read) {
    problems.push(`go-version: ${quoteVersion(version) ?? hidden} ${read.problem}`);
  }
  if (sum !== undefined && !isSum(sum)) {
    problems.push(
      `toolchain-sum: ${hidden} is not "h1:" and 44 characters of base64, as a line of go.sum ends with`,
    );
  }
  return {
    settings: {
      ...(read && 'value' in read && { goVersion: read.value }),
      ...(version !== undefined && { goVersionText: version }),
      ...(file !== undefined && { goVersionFile: file }),
      ...(sum !== undefined && { toolchainSum: sum }),
    },
    problems,
  };
}

/** For the log: what somebody may wonder about. As in actions/setup-go, this is no failure. */
export function describeGoInputs({ goVersionText, goVersionFile }: GoInputs): readonly string[] {
  return goVersionText === undefined || goVersionFile === undefined
    ? []
    : [`Both go-version and go-version-file are given: go-version (${goVersionText}) holds`];
}

/** SHA-256 in base64, in the one spelling that Go writes. */
function isSum(text: string): boolean {
  const encoded = /^h1:([A-Za-z0-9+/]{43}=)$/.exec(text)?.[1];
  return encoded !== undefined && Buffer.from(encoded, 'base64').toString('base64') === encoded;
}
