import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate made for a test, with its key, both PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends TestCertificate {
  /** Issues a certificate for these names; dotted numbers become IP addresses. */
  issue(options: {
    readonly names: readonly string[];
    readonly notBefore?: Date;
    readonly notAfter?: Date;
  }): TestCertificate;
}

// DER (X.690): tag, length, content. Only what an X.509 v3 certificate with an EC key needs.
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.length;
  const length =
    size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...items: readonly Buffer[]) => der(0x30, ...items);
const octets = (content: Buffer) => der(0x04, content);
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content);
const integer = (value: number) => der(0x02, Buffer.from([value]));
const yes = der(0x01, Buffer.from([0xff]));
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

const commonName = oid('550403');
const basicConstraints = oid('551d13');
const subjectAltName = oid('551d11');
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));

const nameOf = (text: string) =>
  sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(text)))));

/** GeneralizedTime, in which every year can be written. */
const time = (date: Date) => der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')));

function altName(name: string): Buffer {
  return /^[\d.]+$/.test(name)
    ? der(0x87, Buffer.from(name.split('.').map(Number)))
    : der(0x82, Buffer.from(name));
}

const pem = (content: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${content.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;

let serial = 0;

function certify(content: {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: string;
  readonly issuerKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: Buffer;
}): string {
  serial += 1;
  const body = sequence(
    der(0xa0, integer(2)),
    der(0x02, Buffer.from([1, serial >> 8, serial & 0xff])),
    ecdsaWithSha256,
    nameOf(content.issuer),
    sequence(time(content.notBefore), time(content.notAfter)),
    nameOf(content.subject),
    content.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(content.extensions)),
  );
  return pem(sequence(body, ecdsaWithSha256, bits(sign('sha256', body, content.issuerKey))));
}

const hourMs = 3_600_000;
const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keyPem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/**
 * A certificate authority of its own for one test: nothing of it lies on disk, expires in a repository
 * or is trusted by anybody who was not told to.
 */
export function createAuthority(name = 'test authority'): Authority {
  const keys = newKeys();
  const validity = {
    notBefore: new Date(Date.now() - 240 * hourMs),
    notAfter: new Date(Date.now() + 24 * hourMs),
  };
  const cert = certify({
    subject: name,
    publicKey: keys.publicKey,
    issuer: name,
    issuerKey: keys.privateKey,
    ...validity,
    extensions: sequence(basicConstraints, yes, octets(sequence(yes))),
  });
  return {
    cert,
    key: keyPem(keys.privateKey),
    issue({ names, ...dates }) {
      const own = newKeys();
      return {
        cert: certify({
          subject: names[0] ?? 'nameless',
          publicKey: own.publicKey,
          issuer: name,
          issuerKey: keys.privateKey,
          ...validity,
          ...dates,
          extensions: sequence(subjectAltName, octets(sequence(...names.map(altName)))),
        }),
        key: keyPem(own.privateKey),
      };
    },
  };
}

/** Dates of a certificate that ran out an hour ago. */
export const expiredDates = () => ({
  notBefore: new Date(Date.now() - 48 * hourMs),
  notAfter: new Date(Date.now() - hourMs),
});
