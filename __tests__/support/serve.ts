/**
 * A mirror as a program of its own, for trials by hand and for what needs another process (kill -9, bench):
 *
 *     node build/__tests__/support/serve.js --directory DIR [--faults JSON] [--port 0] [--base-path /go]
 *       [--no-range] [--tls-key FILE --tls-cert FILE] [--user NAME --password WORD] [--until-stdin-ends]
 *
 * Prints its URL as one line and serves until SIGTERM or SIGINT.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseFaults } from './faults-json.ts';
import { type MirrorOptions, startMirror } from './mirror.ts';

const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    faults: { type: 'string', default: '[]' },
    port: { type: 'string', default: '0' },
    'base-path': { type: 'string', default: '' },
    'no-range': { type: 'boolean', default: false },
    'tls-key': { type: 'string' },
    'tls-cert': { type: 'string' },
    user: { type: 'string' },
    password: { type: 'string' },
    'until-stdin-ends': { type: 'boolean', default: false },
  },
});

const { directory, user, password, 'tls-key': key, 'tls-cert': cert } = values;
if (directory === undefined) throw new Error('--directory DIR is needed');
if ((key === undefined) !== (cert === undefined)) {
  throw new Error('--tls-key and --tls-cert go together');
}
if ((user === undefined) !== (password === undefined)) {
  throw new Error('--user and --password go together');
}

const options: MirrorOptions = {
  directory,
  faults: parseFaults(values.faults),
  port: Number(values.port),
  basePath: values['base-path'],
  supportsRange: !values['no-range'],
  ...(key !== undefined && cert !== undefined
    ? { tls: { key: await readFile(key), cert: await readFile(cert) } }
    : {}),
  ...(user !== undefined && password !== undefined ? { basicAuth: { user, password } } : {}),
};
const mirror = await startMirror(options);
process.stdout.write(`${mirror.url}\n`);

const stop = () => {
  process.stdin.destroy();
  mirror.close().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// A test that dies takes the pipe with it, and no mirror stays behind.
if (values['until-stdin-ends']) process.stdin.resume().once('end', stop);
