import type { Failure } from '../failure.ts';
import { type Endpoint, endpointModule } from '../module/endpoint.ts';
import { formatModule } from '../module/path.ts';
import type { Spooled } from './spooled.ts';

/** How the search for one file ends. */
export type FetchOutcome =
  | { readonly kind: 'found'; readonly file: Spooled; readonly mirror: string }
  /** Every mirror that may be asked said that there is no such file. */
  | { readonly kind: 'absent'; readonly failure: Failure }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The failure with the module it happened to, as far as the endpoint tells. */
export function withModule(failure: Failure, endpoint: Endpoint): Failure {
  const module = 'module' in endpoint ? formatModule(endpoint.module) : endpointModule(endpoint);
  return module === undefined ? failure : { ...failure, module };
}
