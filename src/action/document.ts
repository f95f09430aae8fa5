/**
 * A small document, rendered for the job summary (GitHub's Markdown) or for a terminal. Text stays plain until it is
 * rendered, so it is redacted before it is escaped and no text from a server or a module path can become markup.
 */

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** What failed and what to do, set apart. */
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  | {
      readonly kind: 'table';
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export type Document = readonly Block[];

/** The runner refuses a summary of more than 1 MiB as a whole; other steps do not share this limit. */
const longestMarkdownBytes = 1_000_000;

/** GitHub-flavoured Markdown of less than 1 MiB. Blocks that have no room are left out, and said to be. */
export function renderMarkdown(document: Document): string {
  const ending = '\n_The rest has no room here; the JSON report has it._\n';
  let markdown = '';
  let room = longestMarkdownBytes - Buffer.byteLength(ending);
  for (const block of document) {
    for (const line of markdownLines(block)) {
      room -= Buffer.byteLength(line) + 1;
      if (room < 0) return markdown + ending;
      markdown += `${line}\n`;
    }
    markdown += '\n';
    room -= 1;
  }
  return markdown;
}

/** Lines for a terminal: columns aligned, control characters of foreign text made visible. */
export function renderPlain(document: Document): string[] {
  return document.flatMap((block) => [...plainLines(block), '']);
}

function markdownLines(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
      return [`### ${escapeMarkdown(block.text)}`];
    case 'paragraph':
      return [escapeMarkdown(block.text)];
    case 'facts':
      return block.facts.map(
        ([name, value]) => `- **${escapeMarkdown(name)}:** ${escapeMarkdown(value)}`,
      );
    case 'table':
      return [
        markdownRow(block.header),
        markdownRow(block.header.map(() => '---')),
        ...block.rows.map((row) => markdownRow(row.map(escapeMarkdown))),
      ];
  }
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/**
 * Every character that could start markup, a link, a mention or HTML becomes a numeric entity, which Markdown never
 * interprets: a module path like `[x](https://evil)` or a server's `<img …>` shows as what it is, and so does an
 * address, without becoming a link.
 */
export function escapeMarkdown(text: string): string {
  return onOneLine(text).replace(
    /[&<>"'`*_{}[\]()#+!|\\~@$:=^]|^[-\d]|(?<=www)\./gi,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

function plainLines(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
      return [onOneLine(block.text)];
    case 'paragraph':
      return [onOneLine(block.text)];
    case 'facts':
      return block.facts.map(([name, value]) => `  ${onOneLine(name)}: ${onOneLine(value)}`);
    case 'table': {
      const rows = [block.header, ...block.rows].map((row) => row.map(onOneLine));
      const widths = block.header.map((_, column) =>
        Math.max(...rows.map((row) => row[column]?.length ?? 0)),
      );
      return rows.map((row) =>
        `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
      );
    }
  }
}

/** Foreign text can hold line ends, which end a table row, and escape sequences, which move a terminal's cursor. */
function onOneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD')
    .trim();
}
