/** What to do where a private server refused, or hides what it has, in the words of its kind. */

import type { FailureOf, ServerKind } from '../failure.ts';
import { command, input, party, type Remedy, type Step, step } from './step.ts';
import { mirrorOf, moduleOf } from './subject.ts';
import type { Workplace } from './workplace.ts';

type Refusal = FailureOf<'http-auth' | 'http-not-found'>;

interface ServerWords {
  /** What to give it, and how to come by it. */
  readonly credential: Step;
  /** Whom it knows and yet refuses. */
  readonly permission: (refusal: Refusal) => Step;
  /** What its 404 may mean beside "no such file". */
  readonly absence: (refusal: Refusal) => Step;
}

const words: Readonly<Record<ServerKind, ServerWords>> = {
  artifactory: {
    credential: step`Artifactory takes an identity token (made in the user's profile) as the password of its user, or an access token in ${input('mirror-token')}.`,
    permission: (refusal) =>
      step`Ask ${party('mirror')} whether this account has the permission Read on the repository${repositoryIn(refusal)}, and whether Xray or Curation blocks ${moduleOf(refusal)}.`,
    absence: () =>
      step`Where Artifactory hides unauthorized resources, its 404 may also mean that this account may not read the repository.`,
  },
  nexus: {
    credential: step`Nexus takes a user and its password, or the two parts of its user token, where anonymous access is off.`,
    permission: (refusal) =>
      step`Ask ${party('mirror')} for the privilege \`nx-repository-view-go-${repositoryIn(refusal).trim() || 'REPOSITORY'}-read\`.`,
    absence: (refusal) =>
      step`Nexus remembers that a file was missing, for a day unless told otherwise: if it is there by now, ask ${party('mirror')} to invalidate the cache of the repository${repositoryIn(refusal)}.`,
  },
  gitlab: {
    credential: step`GitLab takes a token with the scope ${'`read_api`'} as the password of its user.`,
    permission: () =>
      step`Ask ${party('mirror')} whether this account may read the packages of the project.`,
    absence: () =>
      step`GitLab says 404 to missing and to wrong credentials alike, and where its feature flag ${'`go_proxy`'} is off.`,
  },
  gitea: {
    credential: step`Gitea and Forgejo take a token with the scope ${'`read:package`'} as the password of its user.`,
    permission: () =>
      step`Ask ${party('mirror')} whether this account may read the packages of the owner in the mirror's path.`,
    absence: (refusal) =>
      step`Gitea and Forgejo serve only what was uploaded to the owner in the mirror's path: check that ${moduleOf(refusal)} is there.`,
  },
  athens: {
    credential: step`Athens takes the one user and password that it was started with (${'`BasicAuthUser`, `BasicAuthPass`'}).`,
    permission: (refusal) =>
      step`Ask ${party('mirror')} whether its download mode or a filter file excludes ${moduleOf(refusal)}.`,
    absence: () =>
      step`Athens says 404 also where its own download failed (DNS, TLS, no credentials for the repository): ask ${party('mirror')} for its log.`,
  },
  'google-artifact-registry': {
    credential: step`Google Artifact Registry takes the user ${'`oauth2accesstoken`'} with the output of ${'`gcloud auth print-access-token`'} as password, or that token in ${input('mirror-token')}. It is valid for an hour: make it in this job.`,
    permission: () =>
      step`Ask ${party('mirror')} for the role ${'`roles/artifactregistry.reader`'} on the repository.`,
    absence: () =>
      step`Check project, location and repository in the URL, and that this account has the role ${'`roles/artifactregistry.reader`'} there.`,
  },
};

/** After 401 or 403 from a server of the user's own. */
export function remedyForRefusal(refusal: FailureOf<'http-auth'>, workplace: Workplace): Remedy {
  const { server, credentials = 'none', status } = refusal;
  const known = server === undefined ? undefined : words[server];
  const allow =
    known?.permission(refusal) ??
    step`Ask ${party('mirror')} whether this account may read ${moduleOf(refusal)}.`;
  const give = [
    ...(credentials === 'none' ? [] : [check(refusal, credentials)]),
    ...(known ? [known.credential] : []),
    ...(credentials === 'none' ? [place(refusal, workplace)] : []),
    ...(credentials === 'none' && !known ? [placeOfToken] : []),
  ];
  // 403 is the answer to somebody who is known, more often than not.
  const [first = allow, ...others] = status === 403 ? [allow, ...give] : [...give, allow];
  return [first, ...others];
}

/** What a 404 may hide. */
export function remedyForHiding(refusal: FailureOf<'http-not-found'>): readonly Step[] {
  const known = refusal.server === undefined ? undefined : words[refusal.server];
  return known === undefined
    ? [
        step`If it is private, name its pattern in ${input('private')} and give credentials: many servers say 404 where they mean "not allowed".`,
      ]
    : [known.absence(refusal), known.credential];
}

function check(refusal: Refusal, credentials: 'url' | 'netrc' | 'token'): Step {
  const mirror = mirrorOf(refusal);
  switch (credentials) {
    case 'url':
      return step`Renew user and password in the entry of ${mirror} in ${input('mirrors')}: they are wrong, expired, or of another server.`;
    case 'netrc':
      return step`Renew the netrc entry for ${mirror}: it is wrong, expired, or of another server.`;
    case 'token':
      return step`Renew the token for ${mirror} in ${input('mirror-token')}: it is wrong, expired, or of another server.`;
  }
}

function place(refusal: Refusal, workplace: Workplace): Step {
  const mirror = mirrorOf(refusal);
  const bare = refusal.mirror ?? 'HOST/PATH';
  return workplace === 'terminal'
    ? step`Give the credentials for ${mirror} in ~/.netrc (${command(`machine ${bare.split('/', 1)[0]} login USER password TOKEN`)}).`
    : step`Give the credentials for ${mirror} in its entry of ${input('mirrors')}, from secrets: ${`\`https://\${{ secrets.GOPROXY_USER }}:\${{ secrets.GOPROXY_TOKEN }}@${bare}\``}. Runs from forks have no secrets.`;
}

/** What a known server takes in it, its own words say. */
const placeOfToken = step`A bearer token goes into ${input('mirror-token')}.`;

/** ` NAME` of the repository in the mirror's path, as Artifactory and Nexus have it; nothing where it cannot be told. */
function repositoryIn({ mirror }: Refusal): string {
  const name = /\/(?:api\/go|repository)\/([\w.-]+)/.exec(mirror ?? '')?.[1];
  return name === undefined ? '' : ` ${name}`;
}
