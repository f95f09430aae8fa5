/** The module that is tampered with, as it is and as an attacker would have it. */
import { makeModule } from '../../__tests__/support/modules.ts';
import type { ZipPart } from '../../__tests__/support/zip.ts';

/** In every forged file, and printed by forged code as soon as it runs. */
export const canary = 'canary: forged code runs';

const path = 'example.com/Victim';
const version = 'v1.2.0';
const honest = 'package victim\n\nfunc Name() string { return "genuine" }\n';
const evil = `${honest}\nfunc init() { println("${canary}") }\n`;
const goMod = `module ${path}\n\ngo 1.21\n`;

/** Stored, not deflated: what was forged can be found by its text wherever it gets to. */
const stored = { method: 'store' } as const;

export const victim = makeModule(path, version, { 'victim.go': honest, 'more.go': more() }, stored);
export const forged = makeModule(path, version, { 'victim.go': evil, 'more.go': more() }, stored);
/** Another version that no go.sum names. */
export const foreign = makeModule(path, 'v9.9.9', { 'victim.go': evil }, stored);
/** Never touched: what happens to the victim is none of its business. */
export const bystander = makeModule('example.com/bystander', 'v1.0.0');
export const modules = [victim, bystander];

/** Of the victim, as a download cache names them. */
export const stem = 'example.com/!victim/@v/v1.2.0';
export const treeName = 'example.com/!victim@v1.2.0';
export const forgedSource = evil;
export const forgedMod = `${goMod}\n// ${canary}\n`;
/** `h1:…` as go.sum has it, and of what was forged. */
export const genuineHash = hashOf(victim.sumLines[0]);
export const forgedHash = hashOf(forged.sumLines[0]);

export const genuineParts = partsOf(honest);
export const forgedParts = partsOf(evil);

/** An entry of the victim's zip. */
export function part(name: string, data: string): ZipPart {
  return { name: `${path}@${version}/${name}`, data, ...stored };
}

function partsOf(source: string): readonly ZipPart[] {
  return [part('go.mod', goMod), part('victim.go', source), part('more.go', more())];
}

function more(): string {
  return 'package victim\n\nconst More = 1\n';
}

function hashOf(line: string): string {
  return line.split(' ')[2] ?? '';
}
