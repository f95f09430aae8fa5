import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import { type PemBlock, readPem } from './pem.ts';

/** The certificate authorities that a user names, and what is wrong with what was given. */
export interface Authorities {
  /** PEM, one certificate each, no duplicates. */
  readonly certificates: readonly string[];
  /** One sentence each without a final stop; never a word of a key, nor of a line that may be part of one. */
  readonly problems: readonly string[];
}

export const noAuthorities: Authorities = { certificates: [], problems: [] };

export interface AuthorityOptions {
  /** Relative paths start here. */
  readonly directory: string;
  /** Time of day, milliseconds. */
  readonly nowMs: number;
}

/** Every root of the web together takes 230 kB. */
const mostBytes = 4 * 1024 * 1024;

/**
 * Reads certificates from `text`: PEM blocks, and paths of PEM files, one per line. Every problem is reported: a path
 * that leads nowhere, a private key, a certificate that cannot be read, is no authority's, or is not valid at this time.
 */
export async function readAuthorities(
  text: string,
  options: AuthorityOptions,
): Promise<Authorities> {
  const { blocks, others, unendedAt } = readPem(text);
  const paths = others.filter((other) => !other.text.startsWith('#'));
  const given = [
    ...blocks.map((block) => readBlock(block, `line ${block.line}`, options.nowMs)),
    ...(await Promise.all(paths.map((path) => readNamedFile(path, options)))),
    ...(unendedAt === undefined ? [] : [problem(`line ${unendedAt} ${unended}`)]),
  ];
  const certificates = [...new Set(given.flatMap((one) => one.certificates))];
  const problems = given.flatMap((one) => one.problems);
  const isEmpty = text.trim() !== '' && certificates.length === 0 && problems.length === 0;
  return isEmpty ? problem('the text holds no certificate') : { certificates, problems };
}

const unended = 'begins a PEM block that has no end';

function problem(text: string): Authorities {
  return { certificates: [], problems: [text] };
}

async function readNamedFile(
  named: { readonly text: string; readonly line: number },
  { directory, nowMs }: AuthorityOptions,
): Promise<Authorities> {
  // A line of a key that lost its first line is base64, which has no dot; a path of a certificate nearly always has one.
  const name = /\./.test(named.text) && named.text.length < 200 && !/@|:\/\//.test(named.text);
  const shown = name ? `line ${named.line} (${named.text})` : `line ${named.line}`;
  const bytes = await readSmallFile(resolve(directory, named.text));
  if (typeof bytes === 'string') return problem(`${shown} ${bytes}`);
  const { blocks, unendedAt } = readPem(bytes.toString('latin1'));
  const given = blocks.map((block) =>
    readBlock(block, `${shown}, there line ${block.line}`, nowMs),
  );
  if (unendedAt !== undefined) given.push(problem(`${shown}, there line ${unendedAt} ${unended}`));
  const read = {
    certificates: given.flatMap((one) => one.certificates),
    problems: given.flatMap((one) => one.problems),
  };
  if (read.certificates.length > 0 || read.problems.length > 0) return read;
  return problem(
    bytes[0] === derSequence
      ? `${shown} is a file in DER form; openssl x509 -inform der -in FILE -out FILE.pem makes PEM of it`
      : `${shown} is a file without a certificate in PEM form`,
  );
}

/** Of ASN.1, with which every certificate and no text begins. */
const derSequence = 0x30;

/** The content, or what keeps it from being read. */
async function readSmallFile(path: string): Promise<Buffer | string> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'is a directory; name the files in it';
    // To open a pipe may take for ever, and to read a device.
    if (!found.isFile()) return 'is no regular file';
    if (found.size > mostBytes) return 'has more than 4 MiB, and is no list of certificates';
    return await readFile(path);
  } catch (error) {
    const code = isNativeError(error) ? (error as NodeJS.ErrnoException).code : undefined;
    return code === 'ENOENT'
      ? 'is neither PEM text nor a file that is there'
      : `names a file that cannot be read (${code})`;
  }
}

function readBlock({ label, body }: PemBlock, where: string, nowMs: number): Authorities {
  if (label.endsWith('PRIVATE KEY')) {
    return problem(
      `${where} begins a private key: only certificates belong here, and a key that others could read has to be replaced`,
    );
  }
  if (label !== 'CERTIFICATE') return noAuthorities;
  const certificate = parse(body);
  if (certificate === undefined)
    return problem(`${where} begins a certificate that cannot be read`);
  const what = `${where} begins the certificate ${JSON.stringify(nameOf(certificate))}, which`;
  const { validFromDate, validToDate } = certificate;
  if (validToDate.getTime() < nowMs) return problem(`${what} expired on ${dayOf(validToDate)}`);
  if (validFromDate.getTime() > nowMs) {
    return problem(`${what} is not valid before ${dayOf(validFromDate)}`);
  }
  // A root of the first version of X.509 says of itself neither that it is an authority nor that it is none.
  if (!certificate.ca && certificate.subject !== certificate.issuer) {
    return problem(
      `${what} is a server's own and no authority's: the certificate of ${JSON.stringify(commonName(certificate.issuer))}, which signed it, is wanted`,
    );
  }
  return { certificates: [certificate.toString().trim()], problems: [] };
}

function parse(body: string): X509Certificate | undefined {
  const text = body.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+=*$/.test(text)) return undefined;
  try {
    return new X509Certificate(Buffer.from(text, 'base64'));
  } catch {
    return undefined;
  }
}

function nameOf({ subject }: X509Certificate): string {
  return commonName(subject);
}

/** Of a name in OpenSSL's lines (`CN=…`), else its last line. */
function commonName(name: string): string {
  const lines = name.split('\n');
  const common = lines.find((line) => line.startsWith('CN='))?.slice('CN='.length);
  return common ?? lines.at(-1) ?? name;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
