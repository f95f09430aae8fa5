/** A diagnosis as lines for a log or a terminal. Pure; foreign text is made harmless by whoever prints. */

import type {
  Diagnosis,
  DirectoryCheck,
  DnsLayer,
  LayerName,
  LayerResult,
  MirrorDiagnosis,
  TcpAttempt,
} from './diagnosis.ts';
import { problemWords } from './dns-layer.ts';
import { tcpWords } from './tcp-layer.ts';
import { describeSkew, worrisomeSkewMs } from './verdict.ts';

/** The verdict first, then every mirror with its layers, then this machine. */
export function diagnosisLines(diagnosis: Diagnosis): readonly string[] {
  const { mirrors, direct, machine } = diagnosis;
  return [
    `Verdict: ${machine.verdict}.`,
    ...mirrors.flatMap(mirrorLines),
    ...(direct
      ? [
          `${mark(direct.isUsable)} direct: ${direct.verdict}`,
          ...(direct.repository ? [`    git ls-remote ${ms(direct.repository.durationMs)}`] : []),
        ]
      : []),
    'This machine:',
    ...machine.directories.map((directory) => `    ${directoryLine(directory)}`),
    `    ${clockLine(machine.skewMs)}`,
    ...machine.notes.map((note) => `    ! ${note}`),
    `Looked into for ${diagnosis.durationMs < 1_000 ? ms(diagnosis.durationMs) : seconds(diagnosis.durationMs)}.`,
  ];
}

function mirrorLines({ mirror, isUsable, layers, verdict, notes }: MirrorDiagnosis): string[] {
  const width = Math.max(...layers.map(({ layer }) => layer.length));
  return [
    `${mark(isUsable)} ${mirror}: ${verdict}`,
    ...layers.map(
      (layer) =>
        `    ${mark(layer.fault === undefined)} ${layer.layer.padEnd(width)} ${time(layer).padStart(7)}  ${layerWords(layer)}`,
    ),
    ...notes.map((note) => `    ! ${note}`),
  ];
}

/** What a layer shows, in a few words. */
export function layerWords(layer: LayerResult): string {
  switch (layer.layer) {
    case 'directory':
      return layer.fault?.detail ?? 'there';
    case 'dns':
      return dnsWords(layer);
    case 'tcp':
      return tcpAttempts(layer.attempts);
    case 'forward proxy':
      return (
        layer.fault?.detail ?? `${layer.name} (${layer.variable}), which looks names up itself`
      );
    case 'tls': {
      const { certificate, fault } = layer;
      if (certificate === undefined) return fault?.detail ?? 'no certificate';
      const { subject = '?', issuer = '?', validTo } = certificate;
      const shown = `${subject}, issued by ${issuer}${validTo === undefined ? '' : `, until ${validTo.slice(0, 10)}`}`;
      return fault === undefined ? shown : `${shown}: ${layer.problem ?? fault.detail}`;
    }
    case 'http': {
      if (layer.status === undefined) return layer.fault?.detail ?? 'no answer';
      const server = layer.server === undefined ? '' : `, server ${layer.server}`;
      const page = layer.isPage === true ? ', an HTML page' : '';
      return `status ${layer.status}${page}${server}`;
    }
    case 'protocol': {
      const database =
        layer.servesDatabase === undefined
          ? ''
          : layer.servesDatabase
            ? ', passes the checksum database on'
            : ', does not pass the checksum database on';
      const answer =
        layer.answer === 'verified'
          ? `go.mod of ${layer.module} with the known hash`
          : layer.answer === 'unknown-module'
            ? `no ${layer.module}`
            : (layer.fault?.detail ?? 'wrong');
      return `${answer}${database}`;
    }
  }
}

function dnsWords({ host, addresses, problem, servers, comparison }: DnsLayer): string {
  const who = servers.length === 0 ? 'system' : `system (${servers.join(', ')})`;
  const own =
    addresses.length > 0
      ? some(addresses)
      : problem === undefined
        ? 'no address'
        : `${who} ${problemWords[problem]}`;
  const others = (comparison?.answers ?? []).map(
    ({ server, addresses: found, problem: said }) =>
      `${server}: ${said === undefined ? some(found) : problemWords[said]}`,
  );
  return [addresses[0] === host ? `${host}, no name` : own, ...others].join('; ');
}

function tcpAttempts(attempts: readonly TcpAttempt[]): string {
  const words = attempts.map(({ address, outcome }) => `${address} ${tcpWords[outcome]}`);
  return words.length === 0 ? 'no address to connect to' : words.join(', ');
}

function directoryLine({ role, path, freeBytes, freeInodes, fault }: DirectoryCheck): string {
  if (fault) return `${mark(false)} ${fault.detail}`;
  const space = freeBytes === undefined ? '' : `, ${gib(freeBytes)} free`;
  const inodes = freeInodes === undefined ? '' : `, ${freeInodes} inodes free`;
  return `${mark(true)} ${role} ${path}: can be written${space}${inodes}`;
}

function clockLine(skewMs: number | undefined): string {
  if (skewMs === undefined) return '- clock: no answer told the time';
  const isWrong = Math.abs(skewMs) >= worrisomeSkewMs;
  // A Date header is cut to the second, and a mirror's clock is not exact either.
  const words =
    Math.abs(skewMs) < 2_000 ? 'agrees with the answers' : `${describeSkew(skewMs)} by the answers`;
  return `${mark(!isWrong)} clock: ${words}`;
}

/** Layers in the order of the way, for tables. */
export const layerOrder: readonly LayerName[] = [
  'directory',
  'forward proxy',
  'dns',
  'tcp',
  'tls',
  'http',
  'protocol',
];

export function mark(isGood: boolean): string {
  return isGood ? '✓' : '✗';
}

function time(layer: LayerResult): string {
  if (layer.layer === 'http' && layer.firstByteMs !== undefined) return ms(layer.firstByteMs);
  return layer.layer === 'protocol' ? '' : ms(layer.durationMs);
}

function some(addresses: readonly string[]): string {
  const rest = addresses.length - 4;
  return `${addresses.slice(0, 4).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

function seconds(value: number): string {
  return `${(value / 1_000).toFixed(1)} s`;
}

function gib(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
