import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { limitFailure, type Peers } from '../network/connect-failure.ts';
import { CertificateError, secure, shownBy } from '../network/tls.ts';
import { type CertificateProblem, faultOf, type LayerResult } from './diagnosis.ts';
import { askClock } from './peer-clock.ts';
import { layerLimits, onStepError, type StepTools, timed } from './step.ts';

export interface TlsOptions {
  readonly host: string;
  readonly peers: Peers;
  readonly secureContext: () => SecureContext;
  /** A further connection to the same place, for what the first one cannot tell. */
  readonly openAgain: () => Promise<Socket | undefined>;
}

export type TlsResult = LayerResult & { readonly layer: 'tls' };

/** Runs the handshake over `socket` and destroys it. Never throws. */
export async function probeTls(
  tools: StepTools,
  socket: Socket,
  { host, peers, secureContext, openAgain }: TlsOptions,
): Promise<TlsResult> {
  let certificateError: CertificateError | undefined;
  const step = await timed(
    tools,
    layerLimits.tlsMs,
    async (signal) => {
      const secured = await secure(socket, host, secureContext(), signal);
      const certificate = shownBy(secured);
      secured.destroy();
      return certificate;
    },
    (limitMs) => limitFailure('tls', limitMs, peers),
    (thrown) => {
      if (thrown instanceof CertificateError) certificateError = thrown;
      return onStepError('tls', peers)(thrown);
    },
  );
  socket.destroy();
  const { durationMs } = step;
  if ('value' in step) return { layer: 'tls', certificate: step.value, durationMs };
  const fault = faultOf(step.failure);
  if (certificateError === undefined) return { layer: 'tls', durationMs, fault };
  const problem = problemOf(certificateError.code);
  const isOfDates = problem === 'expired' || problem === 'not-yet-valid';
  const skewMs = isOfDates ? await askClock(tools, host, openAgain) : undefined;
  return {
    layer: 'tls',
    certificate: certificateError.shown,
    problem,
    ...(skewMs !== undefined && { skewMs }),
    durationMs,
    fault,
  };
}

/** X509_V_ERR_* without its beginning, as Node has it, and Node's own code for a name. */
function problemOf(code: string | undefined): CertificateProblem {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'expired';
    case 'CERT_NOT_YET_VALID':
      return 'not-yet-valid';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'wrong-name';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_UNTRUSTED':
      return 'untrusted';
    default:
      return 'other';
  }
}
