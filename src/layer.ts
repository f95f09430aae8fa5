import type { Failure } from './failure.ts';

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
    case 'deadline':
      return failure.because ? layerOf(failure.because) : 'run';
    case 'cancelled':
    case 'internal':
      return 'run';
  }
}
