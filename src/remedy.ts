/**
 * What a person can do about a failure, and in which layer to look. Written for someone who looks at a failed workflow
 * run: which input, which line, which command. No remedy weakens a check: if go.sum, the checksum database or TLS says
 * no, the way out is to mend what they found.
 */

import { type Failure, formatPosition } from './failure.ts';

/** Where in the stack a failure sits: the first thing to know before anyone starts to look for it. */
export type Layer =
  | 'inputs'
  | 'go'
  | 'toolchain'
  | 'project'
  | 'dns'
  | 'tcp'
  | 'tls'
  | 'forward proxy'
  | 'http'
  | 'content'
  | 'checksum'
  | 'checksum database'
  | 'version control'
  | 'cache'
  | 'file system'
  | 'run';

/** One to three sentences, the most probable cure first. Holds no secret: it is made of the failure's public facts. */
export function remedyFor(failure: Failure): string {
  const mirror = failure.mirror ?? 'the mirror';
  const module = failure.module ?? 'the module';
  switch (failure.class) {
    case 'input':
      return failure.isNodeTooOld
        ? 'Update a self-hosted runner to 2.327.1 or later, which brings its own Node 24. On a terminal or with another runner put Node 24 first in PATH.'
        : remedyForInput(failure.relayObstacle);
    case 'go-missing':
      return failure.isBroken === true
        ? 'The `go` that PATH finds does not work: run `go version` on that machine to hear its own words, and install Go anew, or another release of it, in a step with actions/setup-go before this one.'
        : 'Put a step with actions/setup-go before this one, or install Go so that `go` is in PATH.';
    case 'toolchain':
      return failure.because
        ? remedyFor(failure.because)
        : 'Install the Go version that go.mod asks for in a step before this one (actions/setup-go with `go-version-file: go.mod`), or lower the `go` and `toolchain` lines of go.mod.';
    case 'module-file':
      return `Correct ${placeOf(failure, 'the file')} as the message says and commit the result; \`go mod edit -fmt\` and \`go mod tidy\` on your machine help to find what is wrong.`;
    case 'gosum-missing':
      return 'Run `go mod tidy` (in a workspace `go work sync` too) on your machine and commit go.sum.';
    case 'vendor':
      return 'Run `go mod vendor` (in a workspace `go work vendor`) on your machine and commit the vendor directory together with go.mod.';
    case 'dns':
      return `Check the spelling of ${mirror} in \`mirrors\` and that this runner's resolver knows the name (\`getent hosts\`). A self-hosted runner behind a proxy needs HTTPS_PROXY in the job's \`env:\`. If its resolver is at fault, \`dns\` names others; another entry in \`mirrors\` bridges an outage.`;
    case 'connect-refused':
      return `Nothing listens at ${mirror}: check host and port in \`mirrors\`, and that the server runs. Another entry in \`mirrors\` bridges an outage.`;
    case 'connect-timeout':
      return `A firewall between this runner and ${mirror} probably drops the packets: have it opened, set HTTPS_PROXY if the network has a proxy, or put a mirror that is reachable first in \`mirrors\`. On a slow line use \`profile: cross-border\` or a longer \`connect-timeout\`.`;
    case 'unreachable':
      return `This runner has no route to ${mirror}: check its network, VPN and IPv6 settings, or name a mirror inside the network in \`mirrors\`.`;
    case 'connection-reset':
      return `Something between this runner and ${mirror} cuts connections, a firewall or an overloaded server: add another entry to \`mirrors\`, and raise \`retries\` if it happens now and then.`;
    case 'tls-handshake':
      return `Check that ${mirror} speaks TLS at that port (an \`http://\` server needs an \`http://\` entry in \`mirrors\`), and whether a firewall filters by host name. On a slow line raise \`connect-timeout\`.`;
    case 'tls-certificate':
      return `If the network inspects TLS, give its root certificate to this step: SSL_CERT_FILE in the job's \`env:\` names a PEM file that holds it, or install it in the runner's system store. If not, renew the certificate of ${mirror} and check the runner's clock.`;
    case 'proxy-auth':
      return `Give ${forwardProxyOf(failure)} a valid user and password, from a secret: \`HTTPS_PROXY: http://\${{ secrets.PROXY_USER }}:\${{ secrets.PROXY_PASSWORD }}@host:port\` in the job's \`env:\`. If ${mirror} is inside the network, name its host in NO_PROXY.`;
    case 'proxy-unreachable':
      return `Check ${forwardProxyOf(failure)} as HTTPS_PROXY or HTTP_PROXY names it: host, port, whether it runs and allows a tunnel to ${mirror}. If ${mirror} needs no proxy, name its host in NO_PROXY.`;
    case 'captive-portal':
      return 'The network answers with a page of its own: sign this runner in, have the mirror hosts allowed, or set HTTPS_PROXY if the network has a proxy. A mirror inside the network in `mirrors` needs none of it.';
    case 'stall':
      return failure.phase === 'go'
        ? 'Run the step again with debug logging to see what `go` was waiting for; another process on this runner may hold a lock in the module cache. If the step was merely slow, use `profile: cross-border` or a longer `stall-timeout`.'
        : `Add another entry to \`mirrors\`, so that a silent one is left early. If ${mirror} is only slow, use \`profile: cross-border\` or a longer \`stall-timeout\`.`;
    case 'truncated':
      return `${subjectOf(mirror)} or a proxy before it ends answers early: check its disk space and size limits, empty its cache for this file, or add another entry to \`mirrors\`.`;
    case 'http-auth':
      return `Give the credentials for ${mirror} in \`mirrors\` as \`https://\${{ secrets.USER }}:\${{ secrets.TOKEN }}@host/path\` or through NETRC, and check that this account may read ${module}. A secret is empty in runs from forks.`;
    case 'http-not-found':
      return `Check the path and version of ${module} in go.mod. If it is private, name its pattern in \`private\` and give credentials: many servers answer 404 where they mean "not allowed". If it is public, add \`default\` or \`direct\` to \`mirrors\`.`;
    case 'http-throttled':
      return `${subjectOf(mirror)} limits requests: add another entry to \`mirrors\`, keep the module cache between runs (\`cache\`), or run fewer jobs at a time. \`profile: cross-border\` waits longer.`;
    case 'http-server':
      return `The fault is at ${mirror}: look at its status page or log and run the job again later; another entry in \`mirrors\` bridges an outage.`;
    case 'http-other':
      return `Check the path of ${mirror} in \`mirrors\`: it has to be the root of a module proxy, so that \`<mirror>/<module>/@v/list\` answers. A firewall's block page also looks like this.`;
    case 'bad-content':
      return `${subjectOf(mirror)} answers, but not as a module proxy does: check its path in \`mirrors\` (the root of the proxy, not its web page), and empty its cache for ${module} if only that one is bad.`;
    case 'checksum-mismatch':
      return `The bytes were refused. If the author moved the tag of ${module}, take a newer version of it. Otherwise compare with a download over another network, and have ${mirror} drop its copy. Change the go.sum line only once you know why it differs.`;
    case 'sumdb-mismatch':
      return `The bytes were refused: the checksum database has recorded others for ${module}. Download it over another network and compare; have ${mirror} drop its copy. A private module needs its pattern in \`private\`.`;
    case 'sumdb-unreachable':
      return 'Commit a complete go.sum (`go mod tidy`): with it no lookup is needed. Otherwise let this runner reach the checksum database, or name in `mirrors` a mirror that serves it under `/sumdb/`. A private module needs its pattern in `private`.';
    case 'vcs-auth':
      return `Give git the credentials for ${module} in a step before this one (\`gh auth setup-git\` or a \`url.<base>.insteadOf\` rule, with a token that may read it), and name its pattern in \`private\`. GITHUB_TOKEN reads this repository only.`;
    case 'vcs-missing':
      return 'Install the version control program that the message names on this runner, or put a module proxy before `direct` in `mirrors`.';
    case 'vcs-not-found':
      return `Check the path and version of ${module} in go.mod: repository, tag and, above v1, the \`/vN\` suffix. A private repository without credentials looks the same: give git a token and name the pattern in \`private\`.`;
    case 'vcs-network':
      return `This runner cannot reach the repository of ${module}: have its host opened in the firewall, set HTTPS_PROXY, or put a module proxy before \`direct\` in \`mirrors\`.`;
    case 'cache-corrupt':
      return 'On a self-hosted runner remove the file that the message names, or run `go clean -modcache`; elsewhere change `cache-suffix` to start with an empty cache. If the message names the checksum database, remove the directory `pkg/sumdb` below GOPATH.';
    case 'cache-locked':
      return 'Another process holds a lock in the module cache: end it, or give jobs that share this runner a GOMODCACHE each in `env:`.';
    case 'cache-service':
      if (failure.isArchiveDamaged === true) {
        return 'Delete the entry of this key (Actions, Caches; or `gh cache delete`), or change `cache-suffix`: a key cannot be written over, so that every run would meet the same archive.';
      }
      return 'Nothing is lost: what the cache did not give comes from the mirrors. If it stays so, use `cache: local` on a self-hosted runner, elsewhere `cache: off`.';
    case 'disk-full':
      return 'Free disk space or inodes on this runner, or point GOMODCACHE and `cache-dir` to a larger file system.';
    case 'permission':
      if (failure.isMirrorFile === true) {
        return `Make the files of ${mirror} readable for the user of this runner, or put another mirror into \`mirrors\`.`;
      }
      return `Make ${placeOf(failure, 'the path in the message')} writable for the user of this runner. Files left by a container job that ran as root are the usual cause: remove them or change their owner.`;
    case 'offline-miss':
      return `Put a mirror that this runner can reach before \`off\` in \`mirrors\` or GOPROXY, or fill the module cache first, so that ${module} is in it.`;
    case 'deadline':
      return failure.because
        ? remedyFor(failure.because)
        : 'Give the step more time with `timeout` or `profile: cross-border`, or a faster mirror first in `mirrors`; what this run has verified makes the next one shorter where the module cache is kept.';
    case 'cancelled':
      return failure.isStarved === true
        ? 'Nothing is wrong with the modules. If nobody stopped the process, the machine ran out of memory or of processes: use a larger runner, run fewer jobs on it at a time, or raise the limits of its container.'
        : 'Nothing is wrong with the modules. If nobody cancelled the run, look for `timeout-minutes` of the job and `concurrency:` of the workflow.';
    case 'internal':
      return `This is a fault of the action${failure.version === undefined ? '' : ` (${failure.version})`}: please report it${failure.reportAt === undefined ? ' where the action comes from' : ` at ${failure.reportAt}`} with this message and the JSON report of this step. \`relay: off\` runs plain \`go\` meanwhile.`;
  }
}

function remedyForInput(obstacle: Extract<Failure, { class: 'input' }>['relayObstacle']): string {
  switch (obstacle) {
    case undefined:
      return 'Correct what the message names, in the `with:` or `env:` block of this step; the tables of inputs in the README have every accepted value.';
    case 'goauth':
      return "Nothing needs to be done where `go` gets its modules. For the relay's retries and checks give the credentials in a netrc file or in `mirrors`, and leave GOAUTH at `netrc`.";
    case 'forward-proxy-scheme':
      return "Nothing needs to be done where `go` gets its modules. For the relay's retries and checks name a forward proxy whose scheme is http, https, socks5 or socks5h.";
  }
}

function placeOf({ position }: Failure, otherwise: string): string {
  return position ? formatPosition(position) : otherwise;
}

function forwardProxyOf(failure: { readonly forwardProxy?: string }): string {
  return failure.forwardProxy === undefined
    ? 'the forward proxy'
    : `the forward proxy ${failure.forwardProxy}`;
}

/** At the start of a sentence. */
function subjectOf(mirror: string): string {
  return mirror === 'the mirror' ? 'The mirror' : mirror;
}

/** The layer that failed; for a failure that another one caused, the layer of the cause. */
export function layerOf(failure: Failure): Layer {
  switch (failure.class) {
    case 'input':
      return 'inputs';
    case 'go-missing':
      return 'go';
    case 'toolchain':
      return failure.because ? layerOf(failure.because) : 'toolchain';
    case 'module-file':
    case 'gosum-missing':
    case 'vendor':
      return 'project';
    case 'dns':
      return 'dns';
    case 'connect-refused':
    case 'connect-timeout':
    case 'unreachable':
      return 'tcp';
    case 'connection-reset':
      return failure.phase === 'tls' ? 'tls' : 'tcp';
    case 'tls-handshake':
    case 'tls-certificate':
      return 'tls';
    case 'proxy-auth':
    case 'proxy-unreachable':
      return 'forward proxy';
    case 'stall':
      return failure.phase === 'go' ? 'go' : 'http';
    case 'captive-portal':
    case 'truncated':
    case 'http-auth':
    case 'http-not-found':
    case 'http-throttled':
    case 'http-server':
    case 'http-other':
      return 'http';
    case 'bad-content':
      return 'content';
    case 'checksum-mismatch':
      return 'checksum';
    case 'sumdb-mismatch':
      return 'checksum database';
    case 'sumdb-unreachable':
      return failure.because ? layerOf(failure.because) : 'checksum database';
    case 'vcs-auth':
    case 'vcs-missing':
    case 'vcs-not-found':
    case 'vcs-network':
      return 'version control';
    case 'cache-corrupt':
    case 'cache-locked':
      return 'cache';
    case 'cache-service':
      return failure.because ? layerOf(failure.because) : 'cache';
    case 'disk-full':
    case 'permission':
      return 'file system';
    case 'offline-miss':
      return 'run';
    case 'deadline':
      return failure.because ? layerOf(failure.because) : 'run';
    case 'cancelled':
    case 'internal':
      return 'run';
  }
}
