import { describe, expect, test } from '@jest/globals';
import { connectFirst } from '../../src/network/race.ts';
import { createResolver } from '../../src/network/resolve.ts';
import { ManualClock } from './support/clock.ts';
import { closeServers, tcpServer } from './support/servers.ts';

const failing = (code: string) => Object.assign(new Error(code), { code });

/** A lookup that answers as the script says, one entry for each call, and what it was asked. */
function scripted(...answers: readonly (readonly string[] | Error)[]) {
  const asked: string[] = [];
  const left = [...answers];
  const look = async (host: string) => {
    asked.push(host);
    const answer = left.shift() ?? failing('ENOTFOUND');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, look };
}

describe("the system's resolver", () => {
  test.each<[string, readonly (readonly string[] | Error)[], number, string | readonly string[]]>([
    ['an answer', [['192.0.2.1']], 1, ['192.0.2.1']],
    ['a temporary failure, then an answer', [failing('EAI_AGAIN'), ['::1']], 2, ['::1']],
    ['two temporary failures', [failing('EAI_AGAIN'), failing('EAI_AGAIN')], 2, 'EAI_AGAIN'],
    [
      'another failure the second time',
      [failing('EAI_AGAIN'), failing('ENOTFOUND')],
      2,
      'ENOTFOUND',
    ],
    ['a name that is not there', [failing('ENOTFOUND'), ['::1']], 1, 'ENOTFOUND'],
  ])('%s', async (_, answers, calls, expected) => {
    const { asked, look } = scripted(...answers);
    const found = createResolver(look, () => 0)('mirror.test').catch(({ code }) => code);
    expect(await found).toEqual(expected);
    expect(asked).toHaveLength(calls);
  });

  test('a temporary failure that took long is not asked about again', async () => {
    const { asked, look } = scripted(failing('EAI_AGAIN'), ['::1']);
    let nowMs = 0;
    const now = () => {
      nowMs += 5_000;
      return nowMs;
    };
    await expect(createResolver(look, now)('mirror.test')).rejects.toThrow('EAI_AGAIN');
    expect(asked).toHaveLength(1);
  });

  test('all who want one name at once share the second question, too', async () => {
    const { asked, look } = scripted(failing('EAI_AGAIN'), ['::1']);
    const resolve = createResolver(look, () => 0);
    expect(await Promise.all([resolve('a.test'), resolve('a.test')])).toEqual([['::1'], ['::1']]);
    expect(asked).toHaveLength(2);
  });

  test('an address is no question', async () => {
    const { asked, look } = scripted();
    expect(await createResolver(look)('2001:db8::1')).toEqual(['2001:db8::1']);
    expect(asked).toEqual([]);
  });
});

describe('a broken IPv6', () => {
  test('that refuses is passed over at once: no clock is needed', async () => {
    const { port } = await tcpServer(() => {});
    const clock = new ManualClock();
    const { signal } = new AbortController();
    // Nothing listens at ::1, or there is no IPv6 at all: both come at once.
    const socket = await connectFirst(['::1', '127.0.0.1'], port, clock, signal);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
    await closeServers();
  });
});
