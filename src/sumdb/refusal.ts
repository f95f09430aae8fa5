/** Why an answer of a checksum database is not believed. */

import { FailureError } from '../failure.ts';

/** The answer is none: not in the form that the database writes. */
export function malformed(detail: string): FailureError {
  return new FailureError({ class: 'bad-content', detail });
}

/** The answer contradicts what the database has signed, or what it is bound to say. */
export function contradiction(detail: string, cause?: unknown): FailureError {
  return new FailureError({
    class: 'sumdb-mismatch',
    detail,
    ...(cause !== undefined && { cause }),
  });
}
