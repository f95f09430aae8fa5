import type { Failure } from '../failure.ts';
import type { Endpoint } from '../module/endpoint.ts';
import type { SumIndex } from '../module/gosum.ts';
import { hashMod, hashZip } from '../module/h1.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { readSpooled, type Spooled, startOf, withSource } from './spooled.ts';

/**
 * Whether a fetched file is what was asked for: its shape, and its h1 hash where a go.sum of the job names one. The
 * verdict only decides whether the next mirror is asked: `go` hashes every file again before it trusts it.
 * @returns undefined when all is well.
 */
export async function verifyFile(
  endpoint: Endpoint,
  file: Spooled,
  sums: SumIndex,
): Promise<Failure | undefined> {
  if (endpoint.kind !== 'sumdb') {
    const page = await findHtml(file);
    if (page) return page;
  }
  switch (endpoint.kind) {
    case 'info':
      return verifyInfo(await readSpooled(file), endpoint.module.version);
    case 'latest':
      return verifyInfo(await readSpooled(file), undefined);
    case 'list':
      return verifyList(await readSpooled(file));
    case 'mod':
      return verifyMod(await readSpooled(file), endpoint.module, sums);
    case 'sumdb':
      // A signed log: only `go` can tell.
      return undefined;
    case 'zip':
      return verifyZip(file, endpoint.module, sums);
  }
}

function verifyInfo(bytes: Buffer, version: string | undefined): Failure | undefined {
  let info: unknown;
  try {
    info = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { class: 'bad-content', detail: 'the version information is not JSON' };
  }
  const found =
    typeof info === 'object' && info !== null && 'Version' in info ? info.Version : undefined;
  if (typeof found !== 'string')
    return { class: 'bad-content', detail: 'the version information names no version' };
  // A revision or branch is answered with the version it stands for; only an exact version must come back as itself.
  if (version !== undefined && /^v\d+\.\d+\.\d+/.test(version) && found !== version) {
    return {
      class: 'bad-content',
      detail: `the version information is for ${JSON.stringify(found.slice(0, 100))}`,
    };
  }
  return undefined;
}

function verifyList(bytes: Buffer): Failure | undefined {
  const isList = bytes
    .toString('utf8')
    .split('\n')
    .every((line) => line.trim() === '' || /^v\d/.test(line));
  return isList
    ? undefined
    : { class: 'bad-content', detail: 'the version list holds something else than versions' };
}

function verifyMod(bytes: Buffer, module: ModuleVersion, sums: SumIndex): Failure | undefined {
  const mismatch = compareSums(hashMod(bytes), module, 'mod', sums);
  if (mismatch === undefined && sums.find(module, 'mod').length > 0) return undefined;
  // Only where no hash vouches for the bytes: every real go.mod has this line.
  if (!/^\s*module\b/m.test(bytes.toString('utf8'))) {
    return { class: 'bad-content', detail: 'a go.mod file without a module line' };
  }
  return mismatch;
}

async function verifyZip(
  file: Spooled,
  module: ModuleVersion,
  sums: SumIndex,
): Promise<Failure | undefined> {
  const hashed = await withSource(file, (source) => hashZip(source, module));
  if ('problem' in hashed) return { class: 'bad-content', detail: hashed.problem };
  return compareSums(hashed.hash, module, 'zip', sums);
}

function compareSums(
  actual: string,
  module: ModuleVersion,
  kind: 'zip' | 'mod',
  sums: SumIndex,
): Failure | undefined {
  const other = sums.find(module, kind).find((line) => line.hash !== actual);
  if (other === undefined) return undefined;
  return {
    class: 'checksum-mismatch',
    detail: `${kind === 'mod' ? 'go.mod of ' : ''}${formatModule(module)} hashes to ${actual}, ${other.file === '' ? 'the checksum database' : 'go.sum'} names ${other.hash}`,
    module: formatModule(module),
    // The hashes of toolchains and of the probe's well-known file stand in no file of the job.
    ...(other.file !== '' && { position: { file: other.file, line: other.line } }),
    expected: other.hash,
    actual,
  };
}

/** The failure of a file that is an HTML page, as portals put in the place of every answer; undefined for any other. */
export async function findHtml(file: Spooled): Promise<Failure | undefined> {
  if (!/^\s*<(!doctype|html|head|body|\?xml|!--|script|meta)/i.test(await startOf(file, 512))) {
    return undefined;
  }
  return {
    class: 'bad-content',
    detail: 'an HTML page where a module file was asked for',
    isHtml: true,
  };
}
