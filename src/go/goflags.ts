/**
 * GOFLAGS as cmd/go reads it (cmd/internal/quoted): fields separated by white space; one that starts with a quote ends at
 * the next such quote, and there are no escapes.
 */

/** The fields as written, quotes included; `undefined` where a quote is not closed. */
function splitFields(goflags: string): readonly string[] | undefined {
  const fields: string[] = [];
  for (let rest = goflags.trimStart(); rest !== ''; rest = rest.trimStart()) {
    const quote = rest[0];
    const isQuoted = quote === '"' || quote === "'";
    const end = isQuoted ? rest.indexOf(quote, 1) + 1 : rest.search(/\s|$/);
    if (end === 0) return undefined;
    fields.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return fields;
}

function unquoted(field: string): string {
  return /^["']/.test(field) ? field.slice(1, -1) : field;
}

/**
 * What every `go` command would refuse, except flags that no command knows: those only `go` can tell. `go env`, of all
 * commands, accepts any GOFLAGS (measured), so reading the environment does not show it.
 */
export function findGoflagsProblems(goflags: string): readonly string[] {
  const fields = splitFields(goflags);
  if (fields === undefined) return ['GOFLAGS has a quote that is not closed'];
  return fields
    .map(unquoted)
    .filter((field) => !/^--?[^-=]/.test(field))
    .map((field) => `GOFLAGS has ${JSON.stringify(field)}, which is not a flag`);
}

/** GOFLAGS without the flags of these names (given without dashes). One that `go` cannot read is left as it is. */
export function withoutFlags(goflags: string, names: readonly string[]): string {
  const fields = splitFields(goflags);
  if (fields === undefined) return goflags;
  const name = (field: string) => /^--?([^=]*)/.exec(unquoted(field))?.[1] ?? '';
  return fields.filter((field) => !names.includes(name(field))).join(' ');
}

/** The flags of GOFLAGS that decide which files Go reads; all others are left to Go. */
export interface ModuleFlags {
  /** Value of `-mod`: `mod`, `readonly` or `vendor`. */
  readonly mod?: string;
  /** Value of `-modfile`, as written. */
  readonly modfile?: string;
}

/** Of several equal flags the last counts. What Go refuses is ignored here, Go will say so. */
export function parseModuleFlags(goflags: string): ModuleFlags {
  let flags: ModuleFlags = {};
  for (const field of splitFields(goflags) ?? []) {
    const [, name, value = ''] = /^--?(mod|modfile)=(.*)$/s.exec(unquoted(field)) ?? [];
    if (name === 'mod') flags = { ...flags, mod: value };
    if (name === 'modfile') flags = { ...flags, modfile: value };
  }
  return flags;
}
