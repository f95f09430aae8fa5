/** What git said, where `go` keeps it to itself: of a path with `.git` it only says that no protocol worked. */

import { askRepository, gitRunner, repositoryOf } from '../diagnose/repository.ts';
import type { Clock, Environment } from '../effects.ts';
import type { Failure } from '../failure.ts';
import { findProgram } from '../process/program.ts';

export interface InquiryTools {
  /** As `go` had it. */
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For one repository. */
  readonly limitMs: number;
  readonly redact: (text: string) => string;
}

/** All of one server fail alike, and every one asked costs time: more are not asked than are named to people. */
const mostAsked = 3;

/**
 * The same failures, those with git's own words whose words `go` hid. Where git gets through by now the failure stays as it
 * is: it was a passing one. Never throws.
 */
export async function revealGitErrors(
  failures: readonly Failure[],
  { env, platform, clock, signal, limitMs, redact }: InquiryTools,
): Promise<readonly Failure[]> {
  const urls = [...new Set(failures.flatMap((failure) => hiddenRepository(failure) ?? []))];
  if (urls.length === 0) return failures;
  const git = await findProgram('git', env, platform);
  if (git === undefined) return failures;
  const run = gitRunner(git, env, clock);
  const answers = new Map(
    await Promise.all(
      urls.slice(0, mostAsked).map(async (url) => {
        const asked = await askRepository({ clock, signal }, run, { url, limitMs, redact });
        return [url, 'failure' in asked ? asked.failure : undefined] as const;
      }),
    ),
  );
  return failures.map((failure) => {
    const told = answers.get(hiddenRepository(failure) ?? '');
    if (told === undefined) return failure;
    const { module, position } = failure;
    return { ...told, ...(module !== undefined && { module }), ...(position && { position }) };
  });
}

function hiddenRepository({ class: name, detail, module }: Failure): string | undefined {
  const isHidden = name === 'vcs-network' && detail.includes('no secure protocol found');
  return isHidden ? repositoryOf(module?.replace(/@.*$/, '') ?? '') : undefined;
}
