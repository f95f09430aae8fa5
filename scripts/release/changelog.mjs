/** The section of one version in a changelog of the form of Keep a Changelog. Pure. */

const dayInHeading = /^\s+-\s+(\d{4}-\d{2}-\d{2})\s*$/;

/**
 * What CHANGELOG.md says about `version` (1.2.3, without the v), heading left out; or why that is no release's section.
 *
 * @param {string} changelog
 * @param {string} version
 * @returns {{ readonly notes: string } | { readonly problem: string }}
 */
export function readSection(changelog, version) {
  const lines = changelog.split(/\r?\n/);
  const name = `## [${version}]`;
  const starts = lines.flatMap((line, index) => (line.startsWith(name) ? [index] : []));
  const [start, second] = starts;
  if (start === undefined) return { problem: `has no section "${name} - YYYY-MM-DD"` };
  if (second !== undefined) return { problem: `has two sections "${name}"` };
  const day = dayInHeading.exec(lines[start].slice(name.length))?.[1];
  if (day === undefined || !isDay(day)) {
    return { problem: `says "${lines[start]}" where "${name} - YYYY-MM-DD" is expected` };
  }
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(endsSection);
  const notes = (end === -1 ? rest : rest.slice(0, end)).join('\n').trim();
  if (!/^\s*[-*]\s+\S/m.test(notes)) return { problem: `has no entry below "${lines[start]}"` };
  return { notes };
}

/** The next version, or the addresses of the headings at the end of the file. */
function endsSection(line) {
  return line.startsWith('## ') || /^\[(?:Unreleased|\d[^\]]*)\]:\s/.test(line);
}

function isDay(text) {
  const time = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes February 30th for a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
