import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the job's own token stands for here. */
export const token = 'ghs_secret-of-the-job';

interface Release {
  readonly tag_name: string;
  readonly draft?: boolean;
  readonly prerelease?: boolean;
}

/** As much of GitHub's REST API as a release asks for, on loopback. */
export class FakeGitHub {
  releases: readonly Release[] = [];
  readonly refs = new Map<string, string>();
  readonly orders: string[] = [];
  readonly tokens = new Set<string | undefined>();
  /** Answers orders with this status. */
  refusal: number | undefined;
  #server: Server | undefined;

  async start(): Promise<Readonly<Record<string, string>>> {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.tokens.add(request.headers.authorization);
        const { status, body } = this.#answer(
          `${request.method}`,
          new URL(`${request.url}`, 'http://host.invalid'),
          Buffer.concat(chunks).toString(),
        );
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    return {
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: 'owner/name',
      GH_TOKEN: token,
    };
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #answer(method: string, { pathname, searchParams }: URL, text: string) {
    const path = pathname.replace('/repos/owner/name/', '');
    if (method === 'GET' && path === 'releases') {
      const size = Number(searchParams.get('per_page'));
      const start = (Number(searchParams.get('page')) - 1) * size;
      const page = this.releases.slice(start, start + size);
      return {
        status: 200,
        body: page.map((each) => ({ draft: false, prerelease: false, ...each })),
      };
    }
    if (method === 'GET' && path.startsWith('git/matching-refs/')) {
      const prefix = path.replace('git/matching-refs/', 'refs/');
      const found = [...this.refs].filter(([ref]) => ref.startsWith(prefix));
      return { status: 200, body: found.map(([ref, sha]) => ({ ref, object: { sha } })) };
    }
    this.orders.push(`${method} ${path} ${text}`);
    if (this.refusal !== undefined) {
      return { status: this.refusal, body: { message: 'Resource not accessible by integration' } };
    }
    return { status: method === 'POST' ? 201 : 200, body: {} };
  }
}
