import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Document,
  escapeMarkdown,
  renderMarkdown,
  renderPlain,
} from '../../src/action/document.ts';

const document: Document = [
  { kind: 'heading', text: 'Go modules' },
  { kind: 'facts', facts: [['Cause', 'a_b']] },
  {
    kind: 'table',
    header: ['Mirror', 'State'],
    rows: [
      ['a.example', 'healthy'],
      ['bb.example', 'x|y'],
    ],
  },
  { kind: 'paragraph', text: 'done' },
];

test('Markdown', () => {
  expect(renderMarkdown(document)).toBe(
    [
      '### Go modules\n',
      '- **Cause:** a&#95;b\n',
      '| Mirror | State |',
      '| --- | --- |',
      '| a.example | healthy |',
      '| bb.example | x&#124;y |\n',
      'done\n\n',
    ].join('\n'),
  );
});

test('plain lines', () => {
  expect(renderPlain(document)).toEqual([
    'Go modules',
    '',
    '  Cause: a_b',
    '',
    '  Mirror      State',
    '  a.example   healthy',
    '  bb.example  x|y',
    '',
    'done',
    '',
  ]);
});

describe('foreign text is shown, not obeyed', () => {
  test.each([
    ['a link', '[x](https://evil.example)'],
    ['an image', '![x](//evil.example)'],
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['an entity', '&lt;b&gt;'],
    ['a mention', '@someone'],
    ['an issue', 'org/repo#12'],
    ['code', '`x`'],
    ['a formula', '$x$'],
    ['a list', '- x'],
    ['an ordered list', '1. x'],
    ['an address', 'https://evil.example www.evil.example'],
    ['a table cell', 'a | b'],
    ['an escape', '\\*'],
    ['a strike', '~~x~~'],
  ])('%s', (_, text) => {
    const escaped = escapeMarkdown(text);
    const bare = escaped.replace(/&#\d+;/g, '');
    expect(bare).not.toMatch(/[<>[\]()`*_|\\@#$~:]|^[-\d]|www\./);
    expect(escaped.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))).toBe(
      text,
    );
  });

  test('a line end does not end a row', () => {
    expect(
      renderMarkdown([{ kind: 'table', header: ['a'], rows: [['x\n| y\r\n# z']] }])
        .trimEnd()
        .split('\n'),
    ).toHaveLength(3);
  });

  test('escape sequences do not reach a terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const line of renderPlain([{ kind: 'paragraph', text }]))
          expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

test('Markdown stays below 1 MiB and says that something is missing', () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => [`é${'*'.repeat(40)}${index}`]);
  const markdown = renderMarkdown([{ kind: 'table', header: ['a'], rows }]);
  expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024);
  expect(markdown).toMatch(/the JSON report has it\._\n$/);
});
