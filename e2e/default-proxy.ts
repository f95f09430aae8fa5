/** The proxy that Go ships with, over the real network: for what only `npm run stress` plays. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `go` needs of this machine's environment to get out of it. */
export const wayOut: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(process.env).filter(([name]) =>
    /^(?:https?_proxy|no_proxy|SSL_CERT_.*)$/i.test(name),
  ),
);

/** Where `go` asks if nobody tells it otherwise, and why it cannot be asked from here. */
export async function findDefaultProxy(): Promise<{ url: string; obstacle?: string }> {
  if (process.env['STRESS_ROUNDS'] === undefined)
    return { url: '', obstacle: 'only for `npm run stress`' };
  const env = { PATH: process.env['PATH'], GOENV: 'off', GOTOOLCHAIN: 'local' };
  const { stdout } = await run('go', ['env', 'GOPROXY'], { env });
  const [url = ''] = stdout.trim().split(/[,|]/);
  const signal = AbortSignal.timeout(10_000);
  return fetch(`${url}/sumdb/sum.golang.org/supported`, { signal }).then(
    ({ status }) => (status === 200 ? { url } : { url, obstacle: `it answers ${status}` }),
    () => ({ url, obstacle: 'no network' }),
  );
}
