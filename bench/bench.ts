/**
 * `npm run bench [SUBJECT] [-- OPTIONS]`: measures one subject; each one's own file says what it takes and prints.
 * Without a subject it is the network lab. A subject is loaded only when asked for: none has to work for another's sake.
 */

interface Subject {
  /** Measures and prints; rejects if the measuring itself went wrong. `args` are those after the subject's name. */
  run(args: readonly string[]): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  cache: () => import('./cache.ts'),
  fleet: () => import('./fleet.ts'),
  integrity: () => import('./integrity.ts'),
  lab: () => import('./lab.ts'),
  toolchain: () => import('./toolchain.ts'),
};

const [first, ...rest] = process.argv.slice(2);
const hasName = first !== undefined && !first.startsWith('-');
const load = subjects[hasName ? first : 'lab'];
if (load === undefined) {
  throw new Error(`no such subject: ${first}; known: ${Object.keys(subjects).join(', ')}`);
}
await (await load()).run(hasName ? rest : process.argv.slice(2));
