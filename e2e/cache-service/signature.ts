/** Shared access signatures of Azure's blob service: queries that let their bearer do one thing for a while. */
import { createHmac } from 'node:crypto';

export interface Account {
  readonly name: string;
  /** base64 */
  readonly key: string;
}

/** The release of the rules below, and of the API that a request with the signature is made for. */
export const signatureVersion = '2020-12-06';

const lifetimeMs = 10 * 60_000;

function sign(account: Account, fields: readonly string[]): string {
  const key = Buffer.from(account.key, 'base64');
  return createHmac('sha256', key).update(fields.join('\n'), 'utf8').digest('base64');
}

function expiry(): string {
  return new Date(Date.now() + lifetimeMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** For one blob. `permissions`: `r` to read it, `cw` to create and write it. */
export function signBlob(
  account: Account,
  container: string,
  blob: string,
  permissions: 'r' | 'cw',
): string {
  const expires = expiry();
  const resource = `/blob/${account.name}/${container}/${blob}`;
  const signature = sign(account, [
    permissions,
    '', // valid from now
    expires,
    resource,
    '', // no stored policy
    '', // from any address
    'https,http',
    signatureVersion,
    'b', // a blob, and
    ...['', ''], // no snapshot of it, no encryption scope,
    ...['', '', '', '', ''], // no header of the answer replaced
  ]);
  return new URLSearchParams({
    sp: permissions,
    se: expires,
    spr: 'https,http',
    sv: signatureVersion,
    sr: 'b',
    sig: signature,
  }).toString();
}

/** For making a container in the account, which no signature of a container or blob allows. */
export function signContainerCreation(account: Account): string {
  const expires = expiry();
  const fields = { sp: 'c', ss: 'b', srt: 'c' };
  const signature = sign(account, [
    account.name,
    fields.sp,
    fields.ss,
    fields.srt,
    '', // valid from now
    expires,
    '', // from any address
    'https,http',
    signatureVersion,
    '', // no encryption scope
    '',
  ]);
  return new URLSearchParams({
    ...fields,
    se: expires,
    spr: 'https,http',
    sv: signatureVersion,
    sig: signature,
  }).toString();
}
