/** The run as a whole: several mirrors, the deadline, a job that is cancelled, a cache service that is down. */
import { refusedUrl } from '../places.ts';
import type { Stage } from '../stage.ts';
import type { Row } from './row.ts';

const failing = (stage: Stage) => stage.faulty({ kind: 'status', status: 503 });

/** One that does not work, between the good one that is asked and another. */
const oneOfThree = (
  name: string,
  bad: (stage: Stage) => Promise<string>,
  verdict: Row['verdict'],
): Row => ({
  name: `one of three mirrors: ${name}`,
  arrange: async (stage) => ({
    mirrors: [await bad(stage), (await stage.serve()).url, (await stage.serve()).url],
  }),
  verdict: { ...verdict, notices: 'any' },
});

export const runRows: readonly Row[] = [
  oneOfThree('nobody listens', () => refusedUrl(), {
    failureClass: 'connect-refused',
    isSurvived: true,
    remedy: '`mirrors`',
    withinS: 20,
  }),
  oneOfThree('503', failing, {
    failureClass: 'http-server',
    isSurvived: true,
    remedy: 'run the job again later',
    withinS: 20,
  }),
  oneOfThree('a web page', (stage) => stage.faulty({ kind: 'html' }), {
    failureClass: 'bad-content',
    isSurvived: true,
    remedy: '`mirrors`',
    withinS: 20,
  }),
  oneOfThree('silent', (stage) => stage.faulty({ kind: 'never-answer' }), {
    failureClass: 'stall',
    isSurvived: true,
    remedy: '`stall-timeout`',
    withinS: 20,
  }),
  {
    name: 'three mirrors, each dead in its own way',
    arrange: async (stage) => ({
      mirrors: [await refusedUrl(), await failing(stage), await stage.faulty({ kind: 'html' })],
    }),
    verdict: {
      failureClass: 'connect-refused',
      warnings: 2,
      remedy: '`mirrors`',
      withinS: 20,
    },
  },
  {
    name: 'a gatekeeper that says no, with `fallback: not-found` and a mirror behind it',
    arrange: async (stage) => ({
      mirrors: [
        await stage.faulty({ kind: 'status', status: 403 }, '.zip'),
        (await stage.serve()).url,
      ],
      inputs: { fallback: 'not-found' },
    }),
    verdict: {
      failureClass: 'http-auth',
      place: 'go.mod:example.com/m0 ',
      remedy: 'secrets.GOPROXY_TOKEN',
      withinS: 20,
    },
  },
  {
    name: '`off` alone',
    arrange: async () => ({ mirrors: 'off' }),
    verdict: {
      failureClass: 'offline-miss',
      place: 'go.mod:example.com/m0 ',
      remedy: '`off`',
      withinS: 20,
    },
  },
  {
    name: 'the deadline, while bodies drip',
    arrange: async (stage) => ({
      mirrors: await stage.faulty({ kind: 'drip', bytes: 1, everyMs: 500 }, '.zip'),
      inputs: { timeout: '4s' },
    }),
    verdict: { failureClass: 'deadline', remedy: '`timeout`', withinS: 20 },
  },
  {
    name: 'SIGTERM while a mirror is silent',
    async arrange(stage) {
      const mirror = await stage.serve({
        faults: [{ match: '.zip', action: { kind: 'never-answer' } }],
      });
      return {
        mirrors: mirror.url,
        async meanwhile(running) {
          await Promise.race([
            mirror.waitForRequest(({ path }) => path.endsWith('.zip')),
            running.ended,
          ]);
          running.kill('SIGTERM');
        },
      };
    },
    verdict: { failureClass: 'cancelled', remedy: '`timeout-minutes`', withinS: 20 },
  },
  {
    name: 'the cache service refuses connections',
    arrange: async () => ({
      inputs: { cache: 'github' },
      env: {
        ACTIONS_CACHE_SERVICE_V2: 'true',
        ACTIONS_RESULTS_URL: `${await refusedUrl()}/`,
        ACTIONS_RUNTIME_TOKEN: 'token',
      },
    }),
    verdict: {
      failureClass: 'cache-service',
      isSurvived: true,
      remedy: '`cache: local`',
      withinS: 30,
    },
  },
];
