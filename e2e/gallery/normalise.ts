/** What differs from run to run and from machine to machine is replaced, rule by rule; everything else on the page is as it was told. */

/** Text of one scene; the rules share what they have seen. */
export interface Told {
  readonly directory: string;
  /** Ports of this machine, in the order in which they are met. */
  readonly ports: Map<string, string>;
}

interface Rule {
  /** For the reader of the page. */
  readonly what: string;
  readonly apply: (text: string, told: Told) => string;
}

const replace =
  (pattern: RegExp, replacement: string) =>
  (text: string): string =>
    text.replace(pattern, replacement);

/** A time that stands for a limit stays: it comes from the settings. */
const isLimit = /(?:within|wants|its|for|as|or|above|,)\s$/;

/** From here on a port is one that the system has handed out. */
const firstChosenPort = 10_000;
const firstShownPort = 40_001;

function withPorts(text: string, { ports }: Told): string {
  const learn = (port: string) => {
    if (Number(port) < firstChosenPort) return;
    if (!ports.has(port)) ports.set(port, String(firstShownPort + ports.size));
  };
  for (const [, port = ''] of text.matchAll(/(?:\d\.\d+\.\d+\.\d+|\.test):(\d+)/g)) learn(port);
  return text.replace(/(?<=[: ])\d{5}\b/g, (port) => ports.get(port) ?? port);
}

export const rules: readonly Rule[] = [
  {
    what: 'the directories of the run are named as on a runner',
    apply: (text, { directory }) =>
      text
        .replaceAll(`${directory}/work`, '/home/runner/work/app/app')
        .replaceAll(`${directory}/modcache`, '/home/runner/go/pkg/mod')
        .replaceAll(`${directory}/temp`, '/home/runner/work/_temp')
        .replaceAll(directory, '/home/runner'),
  },
  { what: `ports are numbered from ${firstShownPort} on`, apply: withPorts },
  {
    what: 'measured times are `N`; limits stay',
    apply: (text) =>
      text.replace(/\b(?:\d+m)?\d+(?:\.\d+)? ?(ms|s)\b/g, (time, _, at: number) =>
        isLimit.test(text.slice(0, at)) ? time : 'N s',
      ),
  },
  {
    what: 'sizes of packed files are `N`',
    apply: (text) =>
      replace(/\b\d+(?:\.\d+)? (B|KiB|MiB)\b/g, 'N $1')(text).replace(/(?<=bytes of )\d+/g, 'N'),
  },
  {
    what: 'the release of Go and numbers of processes and temporary files are `N`',
    apply: (text) =>
      text
        .replace(/(?<=running go |one that runs is Go )1\.\d+(?:\.\d+)?(?:rc\d+)?/g, '1.N')
        .replace(/\d{5,}(?=\.tmp)/g, 'N')
        .replace(/(?<=process |kill )\d+/g, 'N'),
  },
  {
    what: 'the words of libcurl, which change with its release, are those of one',
    apply: replace(
      / after N s: Could(?:n't| not) connect to server/g,
      ": Couldn't connect to server",
    ),
  },
];

export function normalise(text: string, told: Told): string {
  return rules.reduce((said, rule) => rule.apply(said, told), text);
}

/** Characters that mean nothing to Markdown in the middle of a line; as entities they would hide numbers and times. */
const harmless = /&#(3[3469]|4[0134567]|4[89]|5[0-8]|61|64|94);/g;

/**
 * A job summary. Requests overtake each other: their number, and which of them were still made, is chance; their tables are left
 * out, numbers in the other tables and the bars of the chart are made alike, and a mirror is shown only where it had faults.
 */
export function normaliseSummary(summary: string, told: Told): string {
  const plain = summary
    .replace(harmless, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/^### (.*)$/gm, '**$1**')
    .replace(/<details>[\s\S]*?<\/details>\n*/g, '')
    // Where the mirror has no part in it, what it was asked before the end is chance.
    .replace(/\| Mirror \|.*\| Faults \|\n.*\n(?:.*\| none \|\n)+\n/g, '')
    .replace(/ \((?:slow|lost its place|slow, lost its place)\)/g, '')
    .replace(/^(\s+.*) \S+ :(crit, )?\d+, \d+ms$/gm, '$1 :$20, 1000ms');
  return normalise(plain, told)
    .replace(/\d+ (requests?|faults?)\b/g, 'N $1')
    .replace(/ x \d+ /g, ' x N ')
    .replace(/(?<=\| )\d+(?= (?:\||×))/g, 'N')
    .replace(/(?<=✗ )\d+(?= \||$)/gm, 'N')
    .trimEnd();
}
