/** The flags of GOFLAGS that decide which files Go reads; all others are left to Go. */
export interface ModuleFlags {
  /** Value of `-mod`: `mod`, `readonly` or `vendor`. */
  readonly mod?: string;
  /** Value of `-modfile`, as written. */
  readonly modfile?: string;
}

/**
 * Reads GOFLAGS as cmd/go does: fields separated by white space, a field may be quoted as a whole with ' or ",
 * there are no escapes, and of several equal flags the last counts. What Go refuses is ignored here, Go will say so.
 */
export function parseModuleFlags(goflags: string): ModuleFlags {
  let flags: ModuleFlags = {};
  for (const field of goflags.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    const text = field[1] ?? field[2] ?? field[3] ?? '';
    const flag = /^--?(mod|modfile)=(.*)$/s.exec(text);
    if (flag?.[1] === 'mod') flags = { ...flags, mod: flag[2] ?? '' };
    if (flag?.[1] === 'modfile') flags = { ...flags, modfile: flag[2] ?? '' };
  }
  return flags;
}
