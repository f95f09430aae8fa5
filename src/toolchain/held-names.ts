/** Names that Go allows in a module and that a file system takes for another name, or not at all. Pure. */

/** Longest element of a path on every file system in use: bytes on most, UTF-16 units on those of Windows and macOS. */
const mostPerElement = 255;

/**
 * A check for all files of one directory, named relative to it and with slashes: why the next one cannot be a file of its
 * own on this platform, or undefined. Names that differ in case alone are refused earlier (`findModuleZipProblem`).
 */
export function createNameCheck(platform: NodeJS.Platform): (name: string) => string | undefined {
  const known = new Map<string, string>();
  return (name) => {
    const shown = JSON.stringify(name);
    for (const element of name.split('/')) {
      const fault = findElementFault(element, platform);
      if (fault !== undefined) return `${shown} ${fault}`;
    }
    // macOS keeps one file for all spellings of a letter that Unicode calls equivalent.
    const plain = name.normalize('NFC');
    const other = known.get(plain);
    if (other !== undefined) return `${shown} and ${JSON.stringify(other)} are one name`;
    known.set(plain, name);
    return undefined;
  };
}

function findElementFault(element: string, platform: NodeJS.Platform): string | undefined {
  const countsUnits = platform === 'win32' || platform === 'darwin';
  const length = countsUnits ? element.length : Buffer.byteLength(element);
  if (length > mostPerElement) return `has an element longer than ${mostPerElement}`;
  return platform === 'win32' && isTakenByWindows(element)
    ? 'means something else to Windows'
    : undefined;
}

/** A space at the end is dropped, before the extension of a device's name too; the console has two names Go does not know. */
function isTakenByWindows(element: string): boolean {
  return (
    element.endsWith(' ') ||
    /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$) *(?:\.|$)/i.test(element)
  );
}
