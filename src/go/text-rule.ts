/** One way of `go` to say something. */
import type { FailureClass } from '../failure.ts';

export interface TextRule {
  readonly class: FailureClass;
  readonly pattern: RegExp;
  /** The text holds the reason as well: what it says on its own becomes `because`. */
  readonly hasReason?: true;
}
