/** Settings, the `go` command, and the files of the project. */

import type { FailureOf } from '../failure.ts';
import { toolchainPath } from '../module/path.ts';
import { command, input, party, type Remedy, type Step, step, variable } from './step.ts';
import { inDirectoryOf, moduleOf, modulePathOf, placeOf } from './subject.ts';
import type { Workplace } from './workplace.ts';

export type GoFailure = FailureOf<
  'input' | 'go-missing' | 'toolchain' | 'module-file' | 'gosum-missing' | 'vendor'
>;

export function remedyForGo(failure: GoFailure, workplace: Workplace): Remedy {
  const directory = inDirectoryOf(failure);
  switch (failure.class) {
    case 'input':
      if (failure.isNodeTooOld === true) return [newerNode(workplace)];
      if (failure.isPlainHttp === true) return [overHttps(failure)];
      if (failure.trustsSystemOnly === true) return systemTrust(workplace);
      return remedyForInput(failure, workplace);
    case 'go-missing':
      return failure.isBroken === true
        ? [
            step`The ${command('go')} that PATH finds does not work: run ${command('go version')} there to hear its own words.`,
            step`Or name another one in ${input('go-version', 'stable')}: this step then installs it.`,
            installGo(workplace, 'Or install Go anew'),
          ]
        : [
            step`Name one in ${input('go-version', 'stable')}, or in a ${'`go`'} line of go.mod: this step then installs it.`,
            installGo(workplace, 'Or install Go'),
          ];
    case 'toolchain':
      return remedyForToolchain(failure, workplace);
    case 'module-file':
      return [
        step`Correct ${placeOf(failure, 'the file')} as the message says; ${command('go mod edit -fmt')} finds errors of syntax, ${command('go mod tidy')} mends requirements.`,
        step`Commit the result.`,
      ];
    case 'gosum-missing':
      return [
        step`Run ${command('go mod tidy')}${directory} (in a workspace ${command('go work sync')} too) and commit go.sum with go.mod: it then has the line for ${moduleOf(failure)}.`,
      ];
    case 'vendor':
      return [
        step`Run ${command('go mod vendor')}${directory} (in a workspace ${command('go work vendor')}) and commit the vendor directory with go.mod.`,
      ];
  }
}

function overHttps({ mirror }: FailureOf<'input'>): Step {
  return mirror === undefined
    ? step`Take the pattern out of that variable where its host speaks https; for a certificate of your own authority name the authority in ${variable('SSL_CERT_FILE')} instead.`
    : step`Write ${'`https://`'} for ${mirror} in ${input('mirrors')} where it speaks it. go.sum still checks every byte; a module without its line there may be anything.`;
}

/** For a Go that the network kept away. What asks for it here may be any input, so that none is passed on to actions/setup-go. */
export function goAnotherWay(workplace: Workplace): Step {
  const start = step`Until then put a mirror that works into ${input('mirrors')}, or install Go `;
  // With `stable` the mirrors would be asked which one that is.
  const end = 'and ask here for that version, or for none.';
  switch (workplace) {
    case 'github-hosted':
    case 'self-hosted':
      return [...start, `in a step before this one (actions/setup-go) ${end}`];
    case 'ghes':
      return [
        ...start,
        `in a step before this one (actions/setup-go, or what is in the runner's tool cache) ${end}`,
      ];
    case 'terminal':
      return [...start, `from https://go.dev/dl, put its \`bin\` directory first in PATH, ${end}`];
  }
}

function remedyForToolchain(failure: FailureOf<'toolchain'>, workplace: Workplace): Remedy {
  const { because, isFileFaulty, lacks, module, position } = failure;
  if (isFileFaulty === true) {
    return [
      step`Correct ${placeOf(failure, 'the file that the message names')}: it has to name a version that the message does not object to, such as ${'`1.25.3`'}.`,
      step`Or name the version in ${input('go-version')}, which goes before any file.`,
    ];
  }
  if (lacks === 'voucher') {
    return [
      step`Unset ${variable('GOSUMDB')} for this step, or set it to ${'`sum.golang.org`'} there: the checksum database then vouches for this Go.`,
      step`Or give the hash of its zip in ${input('toolchain-sum')}; a run that has the database prints it.`,
    ];
  }
  // What go.mod asks for is not enough for a dependency of it.
  if (module !== undefined && modulePathOf(failure) !== toolchainPath) {
    return [
      step`Name a Go that is new enough for ${module} in ${input('go-version')}: it is installed where it is missing.`,
      step`Or require, at ${placeOf(failure, 'go.mod')}, a version of ${modulePathOf(failure)} that an older Go is enough for.`,
    ];
  }
  const lower = step`Or lower the ${'`go`'} and ${'`toolchain`'} lines of ${placeOf(failure, 'go.mod')} to a version that is there.`;
  // Of causes only this one comes here: no mirror has the version that was named.
  if (lacks === 'version' || because !== undefined) {
    return [
      step`Ask for a release that there is (https://go.dev/dl has them all), exactly or by a range, in ${input('go-version')} or in the file that names it.`,
      step`Or put a mirror that has it into ${input('mirrors')}: a new one is not everywhere at once.`,
      ...(position === undefined ? [] : [lower]),
    ];
  }
  const file = input('go-version-file', position?.file ?? 'go.mod');
  return workplace === 'terminal'
    ? [
        step`Run it with ${file}, which installs that Go, or install it from https://go.dev/dl and put its ${'`bin`'} directory first in PATH.`,
        lower,
      ]
    : [
        step`Have this step install it: ${file}, or that version or a newer one in ${input('go-version')}.`,
        lower,
      ];
}

/** The input that it names is that of actions/setup-go, not ours of the same name. */
function installGo(workplace: Workplace, what: string): Step {
  switch (workplace) {
    case 'github-hosted':
      return step`${what} in a step before this one: actions/setup-go with ${'`go-version-file: go.mod`'}.`;
    case 'self-hosted':
      return step`${what} in a step before this one: actions/setup-go with ${'`go-version-file: go.mod`'}. Or ask ${party('machine')} to install it there.`;
    case 'ghes':
      return step`${what} in a step before this one: actions/setup-go with ${'`go-version-file: go.mod`'}. Where this server cannot reach github.com, ask ${party('machine')} to put it into the runner's tool cache.`;
    case 'terminal':
      return step`${what} from https://go.dev/dl, and put its ${'`bin`'} directory first in PATH.`;
  }
}

function newerNode(workplace: Workplace): Step {
  switch (workplace) {
    case 'terminal':
      return step`Put Node 24 or newer first in PATH; ${command('node --version')} tells which one runs.`;
    case 'github-hosted':
      return step`Take the action with ${'`uses:`'}: the runner then runs it with its own Node 24, whatever is in PATH.`;
    case 'self-hosted':
    case 'ghes':
      return step`Ask ${party('machine')} to update the runner to 2.327.1 or later, which brings its own Node 24; with act or by hand put Node 24 first in PATH.`;
  }
}

function systemTrust(workplace: Workplace): Remedy {
  return [
    workplace === 'github-hosted' || workplace === 'terminal'
      ? step`Put the certificates into the store of the system, too: ${command('sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain FILE.pem')} on macOS, ${command('certutil -addstore Root FILE.pem')} on Windows.`
      : step`Ask ${party('machine')} to put the certificates into the store of the system, too.`,
    step`With ${input('relay', 'step')} ${command('go')} asks nobody but the relay, and needs none.`,
  ];
}

function remedyForInput(failure: FailureOf<'input'>, workplace: Workplace): Remedy {
  const obstacle: 'goauth' | 'forward-proxy-scheme' | undefined = failure.relayObstacle;
  // Inputs are named in small letters: this is a setting of `go`, which may come from a file that nobody sees.
  const isGoSetting = /\bGO[A-Z]{3,}\b/.test(failure.detail);
  switch (obstacle) {
    case undefined:
      return workplace === 'terminal'
        ? [
            step`Correct what the message names: a flag (${command('--help')} has all of them) or a variable of the environment.`,
            ...(isGoSetting
              ? [
                  step`A Go setting that was written by ${command('go env -w')} is taken back with ${command('go env -u NAME')}.`,
                ]
              : []),
          ]
        : [
            step`Correct what the message names, in the ${'`with:`'} or ${'`env:`'} block of this step; the README's tables of inputs have every accepted value.`,
            ...(isGoSetting
              ? [
                  step`A Go setting that no ${'`env:`'} names was written by ${command('go env -w')}: take it back with ${command('go env -u NAME')} in a step before this one.`,
                ]
              : []),
          ];
    case 'goauth':
      return [
        step`Nothing needs to be done where ${command('go')} gets its modules.`,
        step`For the relay's retries and checks give the credentials in a netrc file or in ${input('mirrors')}, and leave ${variable('GOAUTH')} at ${'`netrc`'}.`,
      ];
    case 'forward-proxy-scheme':
      return [
        step`Nothing needs to be done where ${command('go')} gets its modules.`,
        step`For the relay's retries and checks name a forward proxy whose scheme is http, https, socks5 or socks5h.`,
      ];
  }
}
