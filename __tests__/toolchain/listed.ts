/** What a mirror's list has, for four platforms and with the holes that real lists have; newest releases come first to some. */

const linux = [
  ...patches('1.20', [1, 14]),
  ...patches('1.21', [0, 6, 13]),
  ...patches('1.22', [0, 2, 12]),
  ...patches('1.23', [0, 1, 12]),
  ...patches('1.24', [0, 1, 2, 3, 9, 10, 11, 13]),
  ...patches('1.25', [0, 1, 3, 9, 10, 11, 14]),
  ...patches('1.26', [0, 1, 8, 9, 10, 11]),
  ...patches('1.27', [0, 1, 2, 3, 4]),
  '1.18beta1',
  '1.21rc2',
  '1.26rc1',
  '1.26rc2',
  '1.28rc1',
];

/** For linux/amd64. */
export const linuxVersions: readonly string[] = linux;

export const listText = [
  ...linux.map((version) => `v0.0.1-go${version}.linux-amd64`),
  'v0.0.1-go1.20.14.linux-arm64',
  'v0.0.1-go1.25.14.linux-arm64',
  'v0.0.1-go1.25.14.darwin-arm64',
  'v0.0.1-go1.25.14.windows-amd64',
  'v0.0.1-go1.26.10.windows-amd64',
  '',
].join('\n');

function patches(language: string, numbers: readonly number[]): readonly string[] {
  return numbers.map((patch) => `${language}.${patch}`);
}
