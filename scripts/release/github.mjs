/**
 * The few questions and orders that a release has for GitHub's REST API.
 *
 * @typedef {{
 *   readonly apiUrl: string,
 *   readonly repository: string,
 *   readonly token: string,
 * }} GitHub `repository` is owner/name
 */

const pageSize = 100;
const requestLimitMs = 30_000;

/**
 * What the runner tells every job, and GH_TOKEN, which the job has to be given.
 *
 * @returns {GitHub}
 */
export function readGitHub(env) {
  const value = (name) => {
    if (!env[name]) throw new Error(`${name} is not set`);
    return env[name];
  };
  return {
    apiUrl: value('GITHUB_API_URL'),
    repository: value('GITHUB_REPOSITORY'),
    token: value('GH_TOKEN'),
  };
}

/**
 * The tags of all releases that are neither drafts nor prereleases.
 *
 * @param {GitHub} github
 * @returns {Promise<readonly string[]>}
 */
export async function listStableTags(github) {
  const tags = [];
  for (let page = 1; ; page += 1) {
    const releases = await ask(github, 'GET', `releases?per_page=${pageSize}&page=${page}`);
    for (const { draft, prerelease, tag_name } of releases) {
      if (!draft && !prerelease) tags.push(tag_name);
    }
    if (releases.length < pageSize) return tags;
  }
}

/**
 * Makes the tag `name` point at `commit`, whether it exists or not, and returns what it pointed at before. Through the API,
 * so that no git credentials have to lie in the work tree.
 *
 * @param {GitHub} github
 * @returns {Promise<string | undefined>}
 */
export async function pointTag(github, name, commit) {
  const ref = `refs/tags/${name}`;
  // Every ref that begins so: v1 finds v1.2.3 as well. An empty list is an answer, where asking for one ref gives 404.
  const found = await ask(github, 'GET', `git/matching-refs/tags/${name}`);
  const existing = found.find((each) => each.ref === ref);
  if (existing) await ask(github, 'PATCH', `git/${ref}`, { sha: commit, force: true });
  else await ask(github, 'POST', 'git/refs', { ref, sha: commit });
  return existing?.object.sha;
}

async function ask({ apiUrl, repository, token }, method, path, body) {
  const response = await fetch(`${apiUrl}/repos/${repository}/${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'go-mod-resilient-release',
      'x-github-api-version': '2022-11-28',
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
