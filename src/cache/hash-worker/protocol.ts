import type { CheckedModule, CheckedPlace, ModuleCheck } from '../module-check.ts';

/** What a thread is asked for; one at a time. */
export interface CheckTask {
  readonly place: CheckedPlace;
  readonly checks: readonly ModuleCheck[];
}

export type CheckAnswer =
  | { readonly checked: readonly CheckedModule[] }
  /** An error of node:fs: as an Error it would lose its code on the way. */
  | {
      readonly error: {
        readonly message: string;
        readonly code: string | undefined;
        readonly path: string | undefined;
      };
    };
