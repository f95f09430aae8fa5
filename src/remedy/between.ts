/** What stands in the way itself: a forward proxy, or a network that answers with pages of its own. */

import type { Failure, FailureOf } from '../failure.ts';
import { host, input, party, type Remedy, type Step, step, variable } from './step.ts';
import { hostOf } from './subject.ts';
import type { Workplace } from './workplace.ts';

export type BetweenFailure = FailureOf<'proxy-auth' | 'proxy-unreachable' | 'captive-portal'>;

export function remedyForBetween(failure: BetweenFailure, workplace: Workplace): Remedy {
  switch (failure.class) {
    case 'proxy-auth': {
      const name = failure.proxyVariable ?? 'HTTPS_PROXY';
      const proxy = failure.forwardProxy ?? 'HOST:PORT';
      if (failure.lacksBasic === true) {
        return [
          step`Run a local proxy that logs in for you (cntlm or px) beside the job, and name it: ${variable(name, 'http://127.0.0.1:3128')}.`,
          step`Or ask ${party('network')} for an account with which ${host(proxy)} takes Basic.`,
          exemption(failure),
        ];
      }
      return [
        workplace === 'terminal'
          ? step`Give the forward proxy a valid user and password, percent-encoded, in ${variable(name)}: USER:PASSWORD@ before ${host(proxy)}.`
          : step`Give the forward proxy a valid user and password, percent-encoded: ${variable(name, `http://\${{ secrets.PROXY_USER }}:\${{ secrets.PROXY_PASSWORD }}@${proxy}`)}.`,
        step`Ask ${party('network')} for an account; one that wants NTLM or Kerberos needs a local proxy such as cntlm or px before it.`,
        exemption(failure),
      ];
    }
    case 'proxy-unreachable': {
      const name = variable(failure.proxyVariable ?? 'HTTPS_PROXY');
      const proxy = failure.forwardProxy ?? 'the forward proxy';
      return [
        workplace === 'github-hosted'
          ? step`A GitHub-hosted runner needs no forward proxy: remove ${name} from the job's ${'`env:`'}, unless ${host(proxy)} can be reached from the Internet.`
          : step`Check host and port of ${host(proxy)} in ${name}, and ask ${party('network')} whether it runs and opens tunnels to ${host(hostOf(failure))}.`,
        exemption(failure),
      ];
    }
    case 'captive-portal':
      return [
        workplace === 'github-hosted'
          ? step`No login page stands before GitHub's runners: check that every URL in ${input('mirrors')} is the root of a module proxy and not a web page.`
          : workplace === 'terminal'
            ? step`Open any page in a browser, sign in to the network, and run again.`
            : step`The network answers with a page of its own: ask ${party('network')} to let this runner reach ${host(hostOf(failure))} without a login, or which forward proxy to name in ${variable('HTTPS_PROXY')}.`,
        ...(workplace === 'github-hosted'
          ? []
          : [step`A mirror inside the network in ${input('mirrors')} does as well.`]),
      ];
  }
}

function exemption(failure: Failure): Step {
  return step`If ${host(hostOf(failure))} needs no proxy, name it in ${variable('NO_PROXY')}.`;
}
