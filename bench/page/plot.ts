/** A line plot as SVG: no fonts, scripts or addresses of others in it, and readable on white and on black. */

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
}

const width = 760;
const height = 400;
const frame = { left: 64, right: 20, top: 64, bottom: 52 } as const;

/** Of light and of dark pages, told apart by those who do not see colours as well: each line has its own dashes. */
const looks = [
  { light: '#0b62c4', dark: '#6db3ff', dash: 'none' },
  { light: '#b3401d', dark: '#ff9d7a', dash: '7 4' },
  { light: '#4d7c0f', dark: '#a3d65c', dash: '2 4' },
  { light: '#7a3fb0', dark: '#cfa5ff', dash: '10 3 2 3' },
] as const;

/** Renders a plot; both axes begin at 0. */
export function renderPlot(plot: Plot): string {
  const points = plot.series.flatMap(({ points }) => points);
  const xTicks = ticks(Math.max(0, ...points.map(([x]) => x)));
  const yTicks = ticks(Math.max(0, ...points.map(([, y]) => y)));
  const x = (value: number) =>
    frame.left + (value / (xTicks.at(-1) ?? 1)) * (width - frame.left - frame.right);
  const y = (value: number) =>
    height - frame.bottom - (value / (yTicks.at(-1) ?? 1)) * (height - frame.top - frame.bottom);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(plot.title)}">`,
    `<style>${styleSheet()}</style>`,
    `<text class="title" x="${frame.left}" y="22">${escapeXml(plot.title)}</text>`,
    ...yTicks.flatMap((value) => [
      `<path class="grid" d="M${frame.left} ${pixel(y(value))}H${width - frame.right}"/>`,
      `<text class="tick" x="${frame.left - 8}" y="${pixel(y(value) + 4)}" text-anchor="end">${value}</text>`,
    ]),
    ...xTicks.map(
      (value) =>
        `<text class="tick" x="${pixel(x(value))}" y="${height - frame.bottom + 18}" text-anchor="middle">${value}</text>`,
    ),
    `<text class="label" x="${(frame.left + width - frame.right) / 2}" y="${height - 10}" text-anchor="middle">${escapeXml(plot.xLabel)}</text>`,
    `<text class="label" transform="translate(16 ${(frame.top + height - frame.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(plot.yLabel)}</text>`,
    ...plot.series.flatMap((series, index) => [
      ...legendOf(series, index, plot.series.length),
      `<path class="line s${index}" d="${pathOf(series, x, y)}"/>`,
    ]),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function legendOf(series: Series, index: number, count: number): string[] {
  const left = frame.left + (index * (width - frame.left - frame.right)) / count;
  return [
    `<path class="line s${index}" d="M${pixel(left)} 43h26"/>`,
    `<text class="label" x="${pixel(left + 32)}" y="47">${escapeXml(series.name)}</text>`,
  ];
}

function pathOf(
  { points }: Series,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  return points
    .map(([px, py], index) => `${index === 0 ? 'M' : 'L'}${pixel(x(px))} ${pixel(y(py))}`)
    .join('');
}

function styleSheet(): string {
  const each = (key: 'light' | 'dark') =>
    looks.map((look, index) => `.s${index}{stroke:${look[key]}}`).join('');
  const dashes = looks.map(({ dash }, index) => `.s${index}{stroke-dasharray:${dash}}`).join('');
  return [
    'text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:15px;font-weight:600}',
    '.grid{stroke:#d0d7de}.line{fill:none;stroke-width:2}',
    each('light'),
    dashes,
    `@media (prefers-color-scheme:dark){text{fill:#e6edf3}.grid{stroke:#3d444d}${each('dark')}}`,
  ].join('');
}

/** From 0 to the first round number that is not below `most`, in four to ten even steps. */
export function ticks(most: number): number[] {
  if (!(most > 0)) return [0, 1];
  const magnitude = 10 ** Math.floor(Math.log10(most));
  const step = [0.1, 0.2, 0.25, 0.5, 1, 2]
    .map((factor) => factor * magnitude)
    .find((size) => most / size <= 8) as number;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

function pixel(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
