import { dirname, join } from 'node:path';
import { drained } from './action/drained.ts';
import { leave } from './action/leave.ts';
import { main } from './action/main.ts';

// Read when libuv starts its threads, at the first use of one. Half of them look up names, and of four that is two: two
// names that the resolver is silent about held up those of all mirrors for 20 s (measured). 32 threads cost 25 MiB more.
process.env['UV_THREADPOOL_SIZE'] ??= '12';

const [, bundle = '', ...argv] = process.argv;
// Beside this bundle lie others: most runs never load the client of the cache service, and a thread needs a file to start.
const { code, isHeldUp } = await main(argv, process.env, {
  cacheClient: join(dirname(bundle), 'cache-client', 'index.js'),
  // The same in the compiled sources.
  hashWorker: join(dirname(bundle), 'cache', 'hash-worker', 'index.js'),
});
// Where stdout is a pipe, some systems write in the background: an exit now would cut the last lines off.
await Promise.all([drained(process.stdout), drained(process.stderr)]);
leave(code, isHeldUp);
