/** What tests have to know of a page of documentation. */

/** The anchors that GitHub gives the headings of a page. */
export function anchorsOf(page: string): ReadonlySet<string> {
  return new Set(
    [...withoutCode(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

/** Targets of links that lead to a place in this repository. */
export function localLinksOf(page: string): readonly string[] {
  const text = withoutCode(page).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(<?([^)\s>]+)>?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(?:https?:|mailto:|\/|\.\.\/\.\.)/.test(target));
}

/** Commands of all blocks of shell code, one a line. */
export function shellLinesOf(page: string): readonly string[] {
  return [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, code = '']) =>
    code.split('\n').filter((line) => line.trim() !== ''),
  );
}

/** `in code`, outside of blocks. */
export function inlineCodeOf(page: string): readonly string[] {
  return [...withoutCode(page).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

function withoutCode(page: string): string {
  return page.replace(/^```[\s\S]*?^```/gm, '');
}
