/** Which toolchains this machine can run. */

import { FailureError } from '../failure.ts';
import type { ModuleVersion } from '../module/path.ts';
import { type GoPlatform, goPlatform, toolchainModule } from '../toolchain/platform.ts';

/**
 * The platform whose Go is wanted, which is the one that this process runs on.
 * @throws FailureError `toolchain` for a platform that Go does not have.
 */
export function platformOfToolchains(platform: NodeJS.Platform): GoPlatform {
  const target = goPlatform(platform, process.arch);
  if (target !== undefined) return target;
  const detail = `there is no Go for ${platform} on ${process.arch}`;
  throw new FailureError({ class: 'toolchain', detail });
}

/** The module version that a Go comes as; throws as `platformOfToolchains`. */
export function moduleOfToolchain(version: string, platform: NodeJS.Platform): ModuleVersion {
  return toolchainModule(version, platformOfToolchains(platform));
}
