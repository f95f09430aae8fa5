/** What a remedy is made of: sentences whose inputs, commands, hosts and people are data, not only words. */

/** Who can change what somebody at a failed run cannot. */
export type Party =
  /** Of the machine that the run took place on. */
  | 'machine'
  /** Of its network: firewall, resolver, forward proxy. */
  | 'network'
  /** Of the mirror that failed. */
  | 'mirror'
  /** Of the repository that a module lives in. */
  | 'repository'
  /** Of a GitHub Enterprise Server. */
  | 'site'
  /** Of this action. */
  | 'maintainers';

export type Part =
  | string
  /** With a value it is what to write; without one, what to look at. */
  | { readonly kind: 'input'; readonly name: string; readonly value?: string }
  /** An environment variable of the job or the shell. */
  | { readonly kind: 'variable'; readonly name: string; readonly value?: string }
  | { readonly kind: 'command'; readonly text: string }
  /** With its port, where it is known. */
  | { readonly kind: 'host'; readonly name: string }
  | { readonly kind: 'party'; readonly who: Party };

/** One sentence or two, in the order in which to read them. */
export type Step = readonly Part[];

/** The most probable cure first. */
export type Remedy = readonly [Step, ...Step[]];

/** `` step`Run ${command('go mod tidy')}.` `` */
export function step(texts: TemplateStringsArray, ...parts: readonly Part[]): Step {
  return texts.flatMap((text, index): Part[] => {
    const part = parts[index];
    return part === undefined ? [text] : [text, part];
  });
}

export function input(name: string, value?: string): Part {
  return { kind: 'input', name, ...(value !== undefined && { value }) };
}

export function variable(name: string, value?: string): Part {
  return { kind: 'variable', name, ...(value !== undefined && { value }) };
}

export function command(text: string): Part {
  return { kind: 'command', text };
}

export function host(name: string): Part {
  return { kind: 'host', name };
}

/** As the object of a sentence: "ask whoever runs this network". */
export function party(who: Party): Part {
  return { kind: 'party', who };
}
