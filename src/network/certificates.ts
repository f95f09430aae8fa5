import { readdir, readFile, readlink } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { isNativeError } from 'node:util/types';
import type { Environment } from '../effects.ts';

/** The roots to trust, and what of the configuration could not be read. */
export interface TrustedRoots {
  /** PEM, one certificate each, no duplicates. */
  readonly ca: readonly string[];
  /** One sentence each without a final stop; a missing file is no crash, but explains the `tls-certificate` to come. */
  readonly problems: readonly string[];
}

/** Where distributions keep the bundle; the first that exists counts (Go's crypto/x509/root_linux.go). */
const bundleFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
] as const;

/** Directories of single certificates; all are read (the same file). */
const certificateDirectories = ['/etc/ssl/certs', '/etc/pki/tls/certs'] as const;

/**
 * The roots `go` would trust, so that a mirror either of us can talk to serves both.
 *
 * - Linux and other Unix, as Go's crypto/x509/root_unix.go: one bundle file and every file of the directories.
 *   SSL_CERT_FILE replaces the list of bundle files, SSL_CERT_DIR (separated by colons) the list of directories;
 *   setting one leaves the other at its default. Node's own 'system' store is not used: it knows neither the bundle of Red Hat
 *   nor that of SUSE. Where nothing at all is found and neither variable is set (an image without ca-certificates) Node's
 *   bundled Mozilla roots stand in, because `go` can fetch from our relay without any.
 * - macOS and Windows: Node's 'system' store, which holds what administrators and users added, and the bundled roots,
 *   because that store lacks Apple's own roots and those Windows has not yet had occasion to download, which the platform's
 *   verifier used by Go knows. SSL_CERT_FILE and SSL_CERT_DIR add to them (Go before 1.27 ignores both there).
 * - NODE_EXTRA_CA_CERTS adds a bundle everywhere: it is where runners and images put a company's own root for actions.
 */
export async function loadCertificates(
  env: Environment,
  platform: NodeJS.Platform,
): Promise<TrustedRoots> {
  const problems: string[] = [];
  const named = (variable: string) => env[variable] || undefined;
  const file = named('SSL_CERT_FILE');
  const directories = named('SSL_CERT_DIR')?.split(platform === 'win32' ? ';' : ':');
  const hasStore = platform === 'darwin' || platform === 'win32';

  const read = async (path: string, variable: string): Promise<readonly string[]> => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      problems.push(`${variable} names ${path}, which cannot be read: ${codeOf(error)}`);
      return undefined;
    });
    const found = text === undefined ? undefined : certificatesIn(text);
    if (found?.length === 0) problems.push(`${variable} names ${path}, which holds no certificate`);
    return found ?? [];
  };
  const readDirectories = async (paths: readonly string[], variable: string | undefined) => {
    const found = await Promise.all(paths.map((path) => readDirectory(path, variable, problems)));
    return found.flat();
  };

  const extra = named('NODE_EXTRA_CA_CERTS');
  const sources = await Promise.all([
    file !== undefined ? read(file, 'SSL_CERT_FILE') : hasStore ? [] : firstBundle(),
    directories !== undefined
      ? readDirectories(directories, 'SSL_CERT_DIR')
      : hasStore
        ? []
        : readDirectories(certificateDirectories, undefined),
    extra === undefined ? [] : read(extra, 'NODE_EXTRA_CA_CERTS'),
  ]);
  const isBare =
    file === undefined &&
    directories === undefined &&
    sources[0].length === 0 &&
    sources[1].length === 0;
  const store = hasStore ? systemStore(problems) : [];
  const bundled = hasStore || isBare ? getCACertificates('bundled') : [];
  return { ca: [...new Set([...store, ...bundled, ...sources.flat()].map(normalized))], problems };
}

async function firstBundle(): Promise<readonly string[]> {
  for (const path of bundleFiles) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return certificatesIn(text);
  }
  return [];
}

async function readDirectory(
  directory: string,
  variable: string | undefined,
  problems: string[],
): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (variable !== undefined) {
      problems.push(`${variable} names ${directory}, which cannot be read: ${codeOf(error)}`);
    }
    return [];
  });
  const texts = await Promise.all(
    entries.map(async (entry) => {
      const path = `${directory}/${entry.name}`;
      // The hash links of c_rehash name a neighbour that is read anyway; Go skips them too.
      if (entry.isSymbolicLink() && !(await readlink(path).catch(() => '')).includes('/'))
        return '';
      // Subdirectories, sockets and files of somebody else are no certificates; Go passes over them as well.
      return readFile(path, 'utf8').catch(() => '');
    }),
  );
  return texts.flatMap(certificatesIn);
}

function systemStore(problems: string[]): readonly string[] {
  try {
    return getCACertificates('system');
  } catch (error) {
    problems.push(`the system's certificate store cannot be read: ${codeOf(error)}`);
    return [];
  }
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Every certificate of a PEM text; comments, keys and other blocks between them are skipped, as Go does. */
export function certificatesIn(text: string): readonly string[] {
  return text.match(pemCertificate) ?? [];
}

/** The same certificate spelled the same, whatever its line ends: the bundle and the directory hold each one twice. */
function normalized(pem: string): string {
  return pem.replaceAll('\r', '').trim();
}

function codeOf(error: unknown): string {
  const code = isNativeError(error) ? (error as NodeJS.ErrnoException).code : undefined;
  return code ?? String(error);
}
