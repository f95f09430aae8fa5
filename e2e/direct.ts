/** A module that comes `direct`, with a git that asks a stand-in for what is said to be on GitHub. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import type { Environment } from '../src/effects.ts';
import type { Stage } from './stage.ts';

export const ofGitHub = makeModule('github.com/example/repo', 'v1.0.0');

/** git asks `to` for what is said to be on GitHub, and may ask nobody else. */
export function gitAt(to: string): Environment {
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.${to}/.insteadOf`,
    GIT_CONFIG_VALUE_0: 'https://github.com/',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ALLOW_PROTOCOL: 'file:http',
  };
}

/** The project requires the module, and there is no mirror. */
export function direct<More extends object>(how: (stage: Stage) => Promise<More>) {
  return async (stage: Stage) => {
    await writeProject(stage.room.project, { requires: [ofGitHub] });
    return { mirrors: 'direct', ...(await how(stage)) };
  };
}

/** The same with a git server that answers everything with one status. */
export function directWithStatus(status: number) {
  return direct(async (stage) => {
    const server = createServer((_, response) => {
      const headers = status === 401 ? { 'www-authenticate': 'Basic realm="test"' } : {};
      response.writeHead(status, headers).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = async () => {
      server.closeAllConnections();
      server.close();
    };
    await stage.keep(Promise.resolve({ close }));
    return { env: gitAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) };
  });
}
