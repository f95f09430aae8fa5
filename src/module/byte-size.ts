/** Sizes as people write them: "2GB", "500 MB", "1.5GiB", "1000000". */

const bytesPerUnit: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Whole bytes, or undefined for anything but a size of at least one byte that a number can hold exactly. */
export function parseByteSize(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(bytesPerUnit, unit.toLowerCase())
    ? bytesPerUnit[unit.toLowerCase()]
    : undefined;
  if (amount === '' || factor === undefined) return undefined;
  const bytes = Math.floor(Number(amount) * factor);
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
