/**
 * A small document, rendered for the job summary (GitHub's Markdown) or for a terminal. Text stays plain until it is
 * rendered, so it is redacted before it is escaped and no text from a server or a module path can become markup.
 */

import { type Lane, timelineInMarkdown, timelineInPlain } from './timeline.ts';

/** What is lines of text in every place. */
type Flat =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** What failed and what to do, set apart. */
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  /** Where more is to be read; the address is ours, and the only one that becomes a link. */
  | { readonly kind: 'link'; readonly name: string; readonly text: string; readonly url: string }
  | {
      readonly kind: 'table';
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** When what happened; labels may be foreign text. */
interface Timeline {
  readonly kind: 'timeline';
  readonly lanes: readonly Lane[];
}

/** Folded until someone opens it; a terminal, which cannot fold, leaves it out. */
interface Details {
  readonly kind: 'details';
  readonly title: string;
  readonly blocks: Document;
}

export type Block = Flat | Timeline | Details;

export type Document = readonly Block[];

/** The runner refuses a summary of more than 1 MiB as a whole; other steps do not share this limit. */
const longestMarkdownBytes = 1_000_000;

/** The page of a server can be the text of a failure, and a table with it cannot be read. */
const longestCell = 500;

const ending = '\n_The rest has no room here; the JSON report has it._\n';

/** GitHub-flavoured Markdown of less than 1 MiB. What has no room is left out, and said to be. */
export function renderMarkdown(document: Document): string {
  const page = new Page(longestMarkdownBytes - Buffer.byteLength(ending));
  for (const block of document) writeBlock(page, block);
  return page.text + (page.isFull ? ending : '');
}

/** Takes lines as long as there is room for them. */
class Page {
  #room: number;
  readonly #lines: string[] = [];
  isFull = false;

  constructor(roomBytes: number) {
    this.#room = roomBytes;
  }

  /** All of these lines, or, where there is no room, none of them and nothing after them. */
  write(lines: readonly string[]): void {
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    if (this.isFull || bytes > this.#room) {
      this.isFull = true;
      return;
    }
    this.#room -= bytes;
    this.#lines.push(...lines);
  }

  /** What `write` puts between these lines; the last one always has room where the first has. */
  enclose(before: readonly string[], after: readonly string[], write: () => void): void {
    const bytes = after.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    // Kept free from the start: an element that never ends would swallow the rest of the page.
    this.#room -= bytes;
    this.write(before);
    if (this.isFull) return;
    write();
    this.#lines.push(...after);
  }

  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }
}

function writeBlock(page: Page, block: Block): void {
  switch (block.kind) {
    case 'details':
      page.enclose(
        [`<details><summary>${escapeMarkdown(block.title)}</summary>`, ''],
        ['</details>', ''],
        () => {
          for (const inner of block.blocks) writeBlock(page, inner);
        },
      );
      return;
    case 'timeline':
      // Half a chart is an error message.
      page.write([...timelineInMarkdown(block.lanes), '']);
      return;
    case 'heading':
    case 'paragraph':
    case 'facts':
    case 'link':
    case 'table':
      for (const line of markdownLines(block)) page.write([line]);
      page.write(['']);
  }
}

/** Lines for a terminal: columns aligned, control characters of foreign text made visible. */
export function renderPlain(document: Document): string[] {
  return document.flatMap(plainBlock);
}

function plainBlock(block: Block): string[] {
  switch (block.kind) {
    case 'details':
      return [];
    case 'timeline':
      return [...timelineInPlain(block.lanes), ''];
    case 'heading':
    case 'paragraph':
    case 'facts':
    case 'link':
    case 'table':
      return [...plainLines(block), ''];
  }
}

function markdownLines(block: Flat): string[] {
  switch (block.kind) {
    case 'heading':
      return [`### ${escapeMarkdown(block.text)}`];
    case 'paragraph':
      return [escapeMarkdown(block.text)];
    case 'facts':
      return block.facts.map(
        ([name, value]) => `- **${escapeMarkdown(name)}:** ${escapeMarkdown(value)}`,
      );
    case 'link':
      return [`${escapeMarkdown(block.name)}: [${escapeMarkdown(block.text)}](<${block.url}>)`];
    case 'table':
      return [
        markdownRow(block.header),
        markdownRow(block.header.map(() => '---')),
        ...block.rows.map((row) => markdownRow(row.map((cell) => escapeMarkdown(cut(cell))))),
      ];
  }
}

/** Here and not before: the text is redacted by now, and no secret can be cut in half. */
function cut(cell: string): string {
  return cell.length <= longestCell ? cell : `${cell.slice(0, longestCell)}…`;
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

function plainLines(block: Flat): string[] {
  switch (block.kind) {
    case 'heading':
      return [onOneLine(block.text)];
    case 'paragraph':
      return [onOneLine(block.text)];
    case 'facts':
      return block.facts.map(([name, value]) => `  ${onOneLine(name)}: ${onOneLine(value)}`);
    case 'link':
      return [`  ${onOneLine(block.name)}: ${onOneLine(block.url)}`];
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
