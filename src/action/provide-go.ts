/** Makes sure that the Go which the job wants is there, before anything asks a `go`. */

import path from 'node:path';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { type GoEnvironment, readGoEnvironment } from '../go/command.ts';
import { type GoSettings, isGorootSet, readSettingsWithoutGo } from '../go/settings.ts';
import { findProgram } from '../process/program.ts';
import { installToolchain } from '../toolchain/install.ts';
import { toolchainModule } from '../toolchain/platform.ts';
import { findInstalled, listInstalled } from '../toolchain/tool-cache.ts';
import { chooseToolRoot, listToolRoots } from '../toolchain/tool-root.ts';
import {
  formatGoRequest,
  type GoRequest,
  satisfies,
  selectVersion,
} from '../toolchain/version-spec.ts';
import { describeGoChoice, type GoChoice } from './go-choice.ts';
import { type GoWish, readGoWish } from './go-wish.ts';
import type { Settings } from './inputs.ts';
import { type Obtained, obtainToolchain } from './obtain-toolchain.ts';
import { inPhase } from './phase.ts';
import { proofToolsOf } from './prove-toolchain.ts';
import type { RunRecord } from './record.ts';
import { resolveVersion } from './resolve-version.ts';
import type { Session } from './session.ts';
import { platformOfToolchains } from './toolchain-place.ts';
import { openToolchainStore } from './toolchain-store.ts';
import { prepareUpstreams, wayOf } from './upstreams.ts';
import { type World, withVariables } from './world.ts';

interface ProvideOptions {
  readonly settings: Settings;
  readonly world: World;
  readonly session: Session;
  readonly record: RunRecord;
}

/**
 * The world in which `go` is the one that the inputs ask for, or that the projects need where PATH has none. Where neither an input
 * names one nor one is missing, that is the world as it was: a `go` on PATH then switches by itself, if GOTOOLCHAIN lets it.
 * @throws FailureError, or the signal's reason; see `readGoWish` and `obtainToolchain`.
 */
export async function provideGo(options: ProvideOptions): Promise<World> {
  const { settings, world, record, session } = options;
  const { effects } = world;
  const { env, platform } = effects;
  const command = await findProgram('go', env, platform);
  const isAsked = settings.goVersion !== undefined || settings.goVersionFile !== undefined;
  if (command !== undefined && !isAsked) return world;
  const present = command && (await readPresent(command, world, session.signal));
  const go: GoSettings = present || (await readSettingsWithoutGo(env, platform));
  const wish = await readGoWish(settings, world.root, go, effects.log);
  const choice = await inPhase(effects, record.phases, 'toolchain', async () => {
    const chosen = await choose({ ...options, go, present: present || undefined, wish });
    effects.log.info(`Go ${describeGoChoice(chosen)}: ${chosen.root}`);
    return chosen;
  });
  record.go = choice;
  const searchPath = [...choice.paths, env['PATH']].filter((part) => part).join(path.delimiter);
  return withVariables(world, { PATH: searchPath, ...choice.variables });
}

/** A `go` that does not work is as good as none where another one is asked for. */
async function readPresent(
  command: string,
  { effects }: World,
  signal: AbortSignal,
): Promise<GoEnvironment | undefined> {
  try {
    return await readGoEnvironment(command, effects.env, signal, effects.clock);
  } catch (thrown) {
    signal.throwIfAborted();
    if (failureOf(thrown).class !== 'go-missing') throw thrown;
    return undefined;
  }
}

interface ChooseOptions extends ProvideOptions {
  readonly go: GoSettings;
  /** The one on PATH. */
  readonly present: GoEnvironment | undefined;
  readonly wish: GoWish;
}

async function choose(options: ChooseOptions): Promise<GoChoice> {
  const { present, wish, world } = options;
  const { request } = wish;
  const { env, platform } = world.effects;
  const roots = listToolRoots(env, platform);
  if (present !== undefined && satisfies(request, present.version)) {
    return choiceOf(options, { version: present.version, source: 'path', root: present.goroot });
  }
  // Which the newest one is, only the mirrors know.
  if (request.kind === 'exact' || request.kind === 'range') {
    const here = await findHere(request, roots);
    if (here !== undefined) return choiceOf(options, here);
  }
  return askMirrors(options, roots);
}

type Found = Obtained & Pick<GoChoice, 'version' | 'root'>;

/** The highest one in the tool caches that was asked for; of two that are the same the one in the better place. */
async function findHere(request: GoRequest, roots: readonly string[]): Promise<Found | undefined> {
  const { arch } = process;
  const installed = await Promise.all(roots.map((root) => listInstalled({ root, arch })));
  const version = selectVersion(request, installed.flat());
  if (version === undefined) return undefined;
  const root = roots[installed.findIndex((versions) => versions.includes(version))] ?? '';
  const goroot = await findInstalled({ root, version, arch });
  return goroot === undefined ? undefined : { version, source: 'tool-cache', root: goroot };
}

async function askMirrors(options: ChooseOptions, roots: readonly string[]): Promise<GoChoice> {
  const { go, present, settings, session, wish, world, record } = options;
  const { request } = wish;
  const target = platformOfToolchains(world.effects.platform);
  const way = wayOf(settings, go, present?.version ?? '');
  record.way = way;
  const mayAskMirrors = settings.offline !== 'always';
  if (!mayAskMirrors && request.kind !== 'exact') throw new FailureError(nothingHere(wish));
  const upstreams = prepareUpstreams({
    settings,
    job: way,
    world,
    session,
    record,
    wantsRelay: false,
  });
  try {
    const version = await resolveVersion(request, target, upstreams, session.signal);
    if (present?.version === version) {
      return choiceOf(options, { version, source: 'path', root: present.goroot });
    }
    const here = await findHere({ kind: 'exact', version }, roots);
    if (here !== undefined) return choiceOf(options, here);
    const proof = proofToolsOf(options, way);
    const module = toolchainModule(version, target);
    // Before anything is fetched: a machine that has no place for it is told so at once.
    const place = { root: await chooseToolRoot(roots), arch: process.arch };
    let root = '';
    const obtained = await obtainToolchain(
      {
        ...proof,
        version,
        module,
        store: openToolchainStore({ module, settings, world, session, record }),
        mayAskMirrors,
        upstreams,
      },
      async ({ zip, hash, isChecked }) => {
        const { platform } = world.effects;
        const { signal } = session;
        ({ goroot: root } = await installToolchain({
          ...{ ...place, zip, module, hash, isChecked, version, platform, signal },
        }));
      },
    );
    return choiceOf(options, { version, root, ...obtained });
  } finally {
    await upstreams.close();
  }
}

function nothingHere({ request }: GoWish): Failure {
  const asked = formatGoRequest(request);
  const detail = `no Go that is ${asked} is on PATH or in the tool cache, and \`offline: always\` forbids asking which there are`;
  return { class: 'offline-miss', isForced: true, detail };
}

/** What is put in front of PATH is what actions/setup-go puts there; so is GOTOOLCHAIN. */
async function choiceOf({ go, wish, world }: ChooseOptions, found: Found): Promise<GoChoice> {
  const { env, platform } = world.effects;
  const [gopath = ''] = go.gopath.split(path.delimiter);
  const isOnPath = found.source === 'path';
  // One that someone set would have the new `go` work with the files of another one.
  const isRootToSet = !isOnPath && (await isGorootSet(env, platform));
  return {
    ...found,
    askedBy: wish.askedBy,
    paths: isOnPath
      ? []
      : [
          path.join(found.root, 'bin'),
          ...(path.isAbsolute(gopath) ? [path.join(gopath, 'bin')] : []),
        ],
    variables: { GOTOOLCHAIN: 'local', ...(isRootToSet && { GOROOT: found.root }) },
  };
}
