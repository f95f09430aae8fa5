/** What a step says to the runner, read back: commands on stdout and the files behind GITHUB_OUTPUT, GITHUB_ENV and GITHUB_PATH. */

export interface PrintedAnnotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  /** First word of the title. */
  readonly failureClass: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly message: string;
}

/** The first word of an annotation's title. */
export function readFailureClass(title: string): string {
  return /^[a-z-]+/.exec(title)?.[0] ?? '';
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}

/** The annotations among the lines of stdout, as the runner would show them. */
export function parseAnnotations(stdout: string): readonly PrintedAnnotation[] {
  return [...stdout.matchAll(/^::(error|warning|notice)(?: ([^:]*))?::(.*)$/gm)].map(
    ([, level, properties = '', message = '']) => {
      const values = new Map(
        properties.split(',').map((pair): [string, string] => {
          const [name = '', ...value] = pair.split('=');
          return [name, unescapeProperty(value.join('='))];
        }),
      );
      const title = values.get('title') ?? '';
      const line = values.get('line');
      return {
        level: level as PrintedAnnotation['level'],
        title,
        failureClass: readFailureClass(title),
        file: values.get('file'),
        line: line === undefined ? undefined : Number(line),
        message: unescapeData(message),
      };
    },
  );
}

/** `name<<delimiter`, the value's lines, `delimiter`. A later value of a name replaces the one before. */
export function parseCommandFile(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(
    /^([^\n<=]+)<<(\S+)\n(?:([\s\S]*?)\n)?\2$/gm,
  )) {
    values[name] = value;
  }
  return values;
}

/** A directory a line; the runner puts each before the ones that were there. */
export function parsePathFile(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .reverse();
}
