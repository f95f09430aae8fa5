/** What is common to all mirrors: where several fail for one reason, the reason is this machine's or its network's. Pure. */

import {
  firstFault,
  type LayerResult,
  type MachineVerdict,
  type MirrorDiagnosis,
  type TlsLayer,
} from './diagnosis.ts';
import { describeSkew, worrisomeSkewMs } from './verdict.ts';

export interface MachineFacts {
  readonly mirrors: readonly MirrorDiagnosis[];
  /** Whether this machine has any address but loopback's. */
  readonly hasNetwork: boolean;
  readonly skewMs: number | undefined;
}

export interface Common {
  readonly common: MachineVerdict;
  readonly verdict: string;
}

export function judgeMachine({ mirrors, hasNetwork, skewMs }: MachineFacts): Common {
  const remote = mirrors.filter(({ layers }) => layers.every(({ layer }) => layer !== 'directory'));
  if (mirrors.length === 0) {
    return {
      common: 'no-mirrors',
      verdict: 'the list has no mirror, so there is nothing to compare',
    };
  }
  const unusable = mirrors.filter(({ isUsable }) => !isUsable);
  if (unusable.length === 0) {
    const clock = skewMs !== undefined && Math.abs(skewMs) >= worrisomeSkewMs;
    const all = mirrors.length === 1 ? 'the mirror is' : `all ${mirrors.length} mirrors are`;
    return {
      common: 'usable',
      verdict: clock
        ? `${all} usable, but this machine's clock is ${describeSkew(skewMs)}`
        : `${all} usable from here`,
    };
  }
  const isAll = remote.length > 0 && remote.every(({ isUsable }) => !isUsable);
  return (
    (isAll ? commonCause(remote, hasNetwork, skewMs) : undefined) ?? {
      common: 'mirrors-differ',
      verdict: differ(mirrors.length, unusable),
    }
  );
}

function commonCause(
  mirrors: readonly MirrorDiagnosis[],
  hasNetwork: boolean,
  skewMs: number | undefined,
): Common | undefined {
  const faults = mirrors.map(({ layers }) => firstFault(layers));
  const are = (matches: (fault: NonNullable<(typeof faults)[number]>) => boolean) =>
    faults.every((fault) => fault !== undefined && matches(fault));
  const several = mirrors.length > 1;

  const isLocal = ({ layer, fault }: { layer: string; fault: { class: string } }) =>
    layer === 'dns' || fault.class === 'unreachable';
  if (!hasNetwork && are(isLocal)) {
    return {
      common: 'no-network',
      verdict: 'this machine has no network: no interface but loopback has an address',
    };
  }
  if (are(({ fault }) => fault.class === 'unreachable') && several) {
    return {
      common: 'no-network',
      verdict: 'this machine has no route to any mirror: its network or VPN is down',
    };
  }
  if (are(({ layer }) => layer === 'dns')) return nameResolution(faults, several);
  if (are(({ layer }) => layer === 'forward proxy')) {
    const names = new Set(
      faults.map((fault) => (fault?.layer === 'forward proxy' ? fault.name : '')),
    );
    const detail = faults[0]?.fault.detail ?? '';
    if (names.size === 1) {
      return {
        common: 'forward-proxy',
        verdict: `everything goes through one forward proxy: ${detail}`,
      };
    }
  }
  const handshakes = faults.filter(
    (fault): fault is LayerResult & TlsLayer & { fault: NonNullable<LayerResult['fault']> } =>
      fault?.layer === 'tls',
  );
  if (handshakes.length === mirrors.length) {
    const clock = clockOf(handshakes, skewMs);
    if (clock !== undefined) {
      const verdict = `this machine's clock is ${describeSkew(clock)}, so that no certificate is valid for it`;
      return { common: 'clock', verdict };
    }
    const issuers = new Set(handshakes.map(({ certificate }) => certificate?.issuer));
    const [issuer] = issuers;
    const isUntrusted = handshakes.every(({ problem }) => problem === 'untrusted');
    if (isUntrusted && several && issuers.size === 1 && issuer !== undefined) {
      const verdict = `something in the network inspects TLS: every certificate is signed by ${JSON.stringify(issuer)}, which this machine does not trust`;
      return { common: 'interception', verdict };
    }
  }
  if (are((fault) => fault.layer === 'http' && fault.isPage === true)) {
    const verdict = several
      ? 'every mirror answers with an HTML page: the network puts a portal or a block page in the place of every answer'
      : 'the only mirror answers with an HTML page: a portal or block page of the network, or no module proxy';
    return { common: 'portal', verdict };
  }
  return undefined;
}

/** No mirror has an address; undefined where that may be the fault of the one name that was asked for. */
function nameResolution(
  faults: readonly ReturnType<typeof firstFault>[],
  several: boolean,
): Common | undefined {
  const detail = faults[0]?.fault.detail ?? '';
  const problems = faults.map((fault) => (fault?.layer === 'dns' ? fault.problem : undefined));
  const isDown = problems.every(
    (problem) => problem === 'timeout' || problem === 'unreachable' || problem === 'refused',
  );
  if (isDown) {
    return { common: 'dns', verdict: `name resolution is down on this machine (${detail})` };
  }
  if (!several) return undefined;
  const isUnknown = problems.every((problem) => problem === 'nxdomain');
  const why = isUnknown
    ? 'the resolver answers and knows none of their names, as in a network where only a forward proxy looks them up'
    : 'name resolution is down';
  return { common: 'dns', verdict: `no mirror has an address here: ${why} (${detail})` };
}

function clockOf(handshakes: readonly TlsLayer[], skewMs: number | undefined): number | undefined {
  const areOfDates = handshakes.every(
    ({ problem }) => problem === 'expired' || problem === 'not-yet-valid',
  );
  if (!areOfDates) return undefined;
  const skews = handshakes.flatMap(({ skewMs: one }) => one ?? []);
  const skew = medianOf(skews) ?? skewMs;
  return skew !== undefined && Math.abs(skew) >= worrisomeSkewMs ? skew : undefined;
}

function differ(count: number, unusable: readonly MirrorDiagnosis[]): string {
  if (count === 1) return 'the only mirror is not usable from here';
  const named = unusable.map(({ mirror, layers }) => `${mirror} (${firstFault(layers)?.layer})`);
  const shown = named.slice(0, 4).join(', ');
  const rest = named.length > 4 ? ` and ${named.length - 4} more` : '';
  if (unusable.length === count) {
    return `none of ${count} mirrors is usable, and not for one common reason: ${shown}${rest}`;
  }
  const usable = count - unusable.length;
  return `${usable} of ${count} mirrors ${usable === 1 ? 'is' : 'are'} usable; not so: ${shown}${rest}`;
}

/** Middle of the values; undefined of none. */
export function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
