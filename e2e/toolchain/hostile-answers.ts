/** What a mirror gives in the place of a toolchain's zip, and what a run says that has no other mirror. */
import type { FaultAction } from '../../__tests__/support/faults.ts';
import { twoDirectories, zipBomb } from '../../__tests__/support/hostile-zips.ts';
import type { TestModule } from '../../__tests__/support/modules.ts';
import { assembleZip, type ZipPart } from '../../__tests__/support/zip.ts';
import type { FailureClass } from '../../src/failure.ts';
import { filesOf, findRealGo, makeToolchain } from './fake-toolchain.ts';
import { newer, wanted } from './stage.ts';

/** In everything that was forged: whoever finds it on the disk has found what was not to be left. */
export const canary = 'forged-toolchain-canary';

export interface HostileAnswer {
  readonly name: string;
  readonly action: FaultAction;
  /** Default: `toolchain`. */
  readonly failureClass?: 'sumdb-mismatch';
  /** Of the failure behind it. */
  readonly because: FailureClass;
  /** Its own "no" is not walked around (`fallback`): the next mirror is not asked. */
  readonly endsSearch?: true;
}

/** Of a mirror that has the toolchain that the rooms ask for. */
export async function hostileAnswers(toolchain: TestModule): Promise<readonly HostileAnswer[]> {
  const real = await findRealGo();
  const prefix = `${toolchain.path}@${toolchain.version}/`;
  const genuine = Object.entries(filesOf(wanted, real)).map(
    ([name, data]): ZipPart => ({ name: `${prefix}${name}`, data }),
  );
  const script = `#!/bin/sh\n# ${canary}\necho ${canary}\n`;
  const forged = genuine.map(
    (part): ZipPart =>
      part.name.endsWith('/bin/go') ? { ...part, data: script, method: 'store' } : part,
  );
  const extra = (name: string): ZipPart => ({ name, data: script, method: 'store' });
  const { zip: other } = await makeToolchain(newer);
  const { zip: twin } = await makeToolchain(wanted, { 'bin/go': script });
  const length = toolchain.zip.length;
  const body = (name: string, bytes: Buffer, because: FailureClass): HostileAnswer => ({
    name,
    action: { kind: 'body', body: bytes, contentType: 'application/zip' },
    because,
    ...(because === 'checksum-mismatch' && { failureClass: 'sumdb-mismatch' }),
  });
  return [
    {
      name: 'one bit of a byte changed',
      // In the data: the hash does not cover what a zip has besides, and nobody unpacks it.
      action: { kind: 'flip-byte', offset: toolchain.zip.indexOf('bin/go') + 30 },
      because: 'bad-content',
    },
    body('the zip of another version', other, 'bad-content'),
    body('another go of the same name', twin, 'checksum-mismatch'),
    {
      name: 'cut off before the length it told of',
      action: { kind: 'truncate', afterBytes: length >> 1, framing: 'length' },
      because: 'truncated',
    },
    {
      name: 'cut off, and nothing tells',
      action: { kind: 'truncate', afterBytes: length >> 1, framing: 'close' },
      because: 'bad-content',
    },
    body('two directories, the forged one hidden', twoDirectories(genuine, forged), 'bad-content'),
    body('two directories, the forged one shown', twoDirectories(forged, genuine), 'bad-content'),
    body('a zip bomb', zipBomb(toolchain.path, toolchain.version), 'checksum-mismatch'),
    body(
      'an entry that climbs',
      assembleZip([...genuine, extra(`${prefix}../../../../climbed`)]),
      'bad-content',
    ),
    body(
      'an entry with an absolute name',
      assembleZip([...genuine, extra('/tmp/no-such-place/forged')]),
      'bad-content',
    ),
    body(
      'one file more',
      assembleZip([...genuine, extra(`${prefix}bin/gofmt2`)]),
      'checksum-mismatch',
    ),
    { name: 'a web page', action: { kind: 'html' }, because: 'captive-portal' },
    {
      name: '403',
      action: { kind: 'status', status: 403 },
      because: 'http-auth',
      endsSearch: true,
    },
    { name: '404', action: { kind: 'status', status: 404 }, because: 'http-not-found' },
    { name: '503', action: { kind: 'status', status: 503 }, because: 'http-server' },
    {
      name: 'a connection that breaks each time',
      action: { kind: 'reset', afterBytes: length >> 2 },
      because: 'connection-reset',
    },
  ];
}
