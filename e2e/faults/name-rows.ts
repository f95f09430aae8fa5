/** What the resolver says. */
import { mirrorPort, names, withResolver } from './machine.ts';
import type { Row, Verdict } from './row.ts';

const row = (name: string, host: string, verdict: Verdict): Row => ({
  name: `DNS: ${name}`,
  needs: 'dnsmasq',
  arrange: async (stage) => ({
    mirrors: `http://${host}:${mirrorPort}`,
    through: withResolver(stage.room.directory, await stage.writeModules()),
  }),
  verdict,
});

export const nameRows: readonly Row[] = [
  row('NXDOMAIN', names.nxdomain, { failureClass: 'dns', remedy: 'spelling', withinS: 20 }),
  row('SERVFAIL', names.servfail, { failureClass: 'dns', remedy: '`dns`', withinS: 20 }),
  row('REFUSED', names.refused, { failureClass: 'dns', remedy: 'name server', withinS: 20 }),
  row('no answer', names.silent, { failureClass: 'dns', remedy: 'name server', withinS: 20 }),
  row('the address of another machine', names.wrong, {
    failureClass: 'connect-refused',
    remedy: 'host and port',
    withinS: 20,
  }),
  row('IPv6 is a black hole, IPv4 works', names.v6BlackHole, {
    failureClass: 'none',
    isSurvived: true,
    remedy: '',
    withinS: 20,
  }),
];
