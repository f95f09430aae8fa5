/** Who refused, and what was sent along: what a 401, 403 or 404 of a private server has to be explained with. */

import type { CredentialSource, Failure, ServerKind } from '../failure.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import type { ExchangeResponse } from '../network/http-client.ts';

export const serverNames: Readonly<Record<ServerKind, string>> = {
  artifactory: 'Artifactory',
  nexus: 'Nexus',
  gitlab: 'GitLab',
  gitea: 'Gitea or Forgejo',
  athens: 'Athens',
  'google-artifact-registry': 'Google Artifact Registry',
};

/** The kind of a module server by where it has its modules and by what its answers look like; undefined where nothing tells. */
export function recognizeServer(
  url: URL,
  headers: Readonly<Record<string, string>>,
): ServerKind | undefined {
  const realm = headers['www-authenticate'] ?? '';
  const server = headers['server'] ?? '';
  const path = `${url.pathname}/`;
  const has = (...names: string[]) => names.some((name) => headers[name] !== undefined);
  if (/-go\.pkg\.dev$/.test(url.hostname)) return 'google-artifact-registry';
  if (has('x-artifactory-id', 'x-artifactory-node-id', 'x-jfrog-version')) return 'artifactory';
  if (/^artifactory\b/i.test(server) || /artifactory realm/i.test(realm)) return 'artifactory';
  if (/^nexus\//i.test(server) || /sonatype nexus/i.test(realm)) return 'nexus';
  if (has('x-gitlab-meta') || /\/api\/v4\/projects\/[^/]+\/packages\/go\//.test(path)) {
    return 'gitlab';
  }
  if (/gitea package api/i.test(realm) || /\/api\/packages\/[^/]+\/go\//.test(path)) return 'gitea';
  if (has('athens-request-id') || /realm="basic auth required"/i.test(realm)) return 'athens';
  return /\/artifactory\/api\/go\//.test(path) ? 'artifactory' : undefined;
}

/**
 * The failure of an answer with what was sent along and, where it can be told, the kind of the server. Public mirrors have no
 * accounts; their failures stay as they are.
 */
export function withRefusal(
  failure: Failure,
  mirror: Pick<MirrorEntry, 'url' | 'isPublic' | 'credentials'>,
  response: Pick<ExchangeResponse, 'headers' | 'sent'>,
): Failure {
  if (mirror.isPublic) return failure;
  if (failure.class !== 'http-auth' && failure.class !== 'http-not-found') return failure;
  const server = recognizeServer(new URL(mirror.url), response.headers);
  // A mirror that just does not have a module says nothing of credentials.
  if (failure.class === 'http-not-found' && server === undefined) return failure;
  const [credentials, words] = describeSent(response.sent, mirror.credentials);
  const who = server === undefined ? '' : `${serverNames[server]}; `;
  return {
    ...failure,
    ...(server !== undefined && { server }),
    credentials,
    detail: `${failure.detail} (${who}sent along: ${words})`,
  };
}

function describeSent(
  sent: ExchangeResponse['sent'],
  given: MirrorEntry['credentials'],
): [CredentialSource, string] {
  if (sent === 'none') return ['none', 'no credentials'];
  if (sent !== 'given') return ['netrc', sent.origin];
  return given !== undefined && 'token' in given
    ? ['token', 'the token of the input `mirror-token`']
    : ['url', "user and password of the mirror's URL"];
}
