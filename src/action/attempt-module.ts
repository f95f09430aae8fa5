import { parseEndpoint } from '../module/endpoint.ts';
import { formatModule } from '../module/path.ts';

/** `path@version` of the module that a path below a mirror belongs to; undefined for version lists and the database. */
export function moduleOf(endpoint: string): string | undefined {
  const parsed = parseEndpoint(endpoint);
  return parsed !== undefined && 'module' in parsed ? formatModule(parsed.module) : undefined;
}
