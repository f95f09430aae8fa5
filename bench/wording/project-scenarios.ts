/** What is wrong is a file of the project. */

import { goMod, type Scenario } from './scenario.ts';

const quote = 'rsc.io/quote v1.5.2';
const list = ['list', '-deps', '-json=Module,Error', '-mod=readonly', './...'];
const wrongHash = 'h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

export const projectScenarios: readonly Scenario[] = [
  {
    name: 'go.mod: unknown directive',
    expected: 'module-file',
    files: { 'go.mod': goMod('frobnicate x') },
  },
  {
    name: 'go.mod: version that is none',
    expected: 'module-file',
    files: { 'go.mod': goMod('require rsc.io/quote v1.5.2.3') },
  },
  {
    name: 'go.mod: go line that is none',
    expected: 'module-file',
    files: { 'go.mod': goMod('', 'new') },
  },
  {
    name: 'go.mod: unclosed block',
    expected: 'module-file',
    files: { 'go.mod': goMod('require (\n\trsc.io/quote v1.5.2') },
  },
  {
    name: 'go.mod: major version without its suffix',
    expected: 'module-file',
    files: { 'go.mod': goMod('require rsc.io/quote v3.0.0') },
  },
  {
    name: 'go.mod: replacement directory is missing',
    expected: 'module-file',
    files: { 'go.mod': goMod(`require ${quote}\n\nreplace rsc.io/quote => ./nowhere`) },
  },
  {
    name: 'go.mod: module declares another path',
    expected: 'module-file',
    files: { 'go.mod': goMod('require example.com/wrong v1.5.2') },
  },
  { name: 'go.mod: missing', expected: 'input', files: { 'go.mod': undefined } },
  {
    name: 'go.sum: go.mod of a lower version has no line',
    expected: 'gosum-missing',
    args: list,
    files: { 'go.mod': goMod('require (\n\trsc.io/quote v1.5.2\n\trsc.io/sampler v1.0.0\n)') },
  },
  {
    name: 'go.work: member without go.mod',
    expected: 'module-file',
    args: ['list', '-m', '-json', 'all'],
    files: { 'go.work': 'go 1.21\n\nuse ./nowhere\n' },
  },
  {
    name: 'go.work: unknown directive',
    expected: 'module-file',
    args: ['list', '-m', '-json', 'all'],
    files: { 'go.work': 'go 1.21\n\nfrobnicate\n' },
  },
  {
    name: 'go.work: older than its member',
    expected: 'module-file',
    args: ['list', '-m', '-json', 'all'],
    files: { 'go.mod': goMod('', '1.21'), 'go.work': 'go 1.18\n\nuse .\n' },
  },
  {
    name: 'go.work: one member twice',
    expected: 'module-file',
    args: ['list', '-m', '-json', 'all'],
    files: { 'go.work': 'go 1.21\n\nuse (\n\t.\n\t./../project\n)\n' },
  },
  {
    name: 'go.work: replacements that contradict',
    expected: 'module-file',
    args: ['list', '-m', '-json', 'all'],
    files: {
      'go.work': 'go 1.21\n\nuse (\n\t.\n\t./b\n)\n',
      'go.mod': goMod('replace example.com/x => ./x'),
      'b/go.mod': 'module example.com/b\n\ngo 1.17\n\nreplace example.com/x => ./x\n',
    },
  },
  {
    name: 'go.work: -mod that a workspace does not take',
    expected: 'input',
    args: ['list', '-m', '-mod=mod', 'all'],
    files: { 'go.work': 'go 1.21\n\nuse .\n' },
  },
  { name: 'go line too new', expected: 'toolchain', files: { 'go.mod': goMod('', '1.99.0') } },
  {
    name: 'toolchain line that is none',
    expected: 'module-file',
    files: { 'go.mod': goMod('toolchain nonsense') },
  },
  {
    name: 'dependency too new',
    expected: 'toolchain',
    files: { 'go.mod': goMod('require example.com/newer v1.0.0') },
  },
  { name: 'go.sum: line missing', expected: 'gosum-missing', args: list, files: { 'go.sum': '' } },
  {
    name: 'go.sum: other hash of a zip',
    expected: 'checksum-mismatch',
    files: { 'go.sum': `${quote} ${wrongHash}\n` },
  },
  {
    name: 'go.sum: other hash of a go.mod',
    expected: 'checksum-mismatch',
    files: { 'go.sum': `${quote}/go.mod ${wrongHash}\n` },
  },
  {
    name: 'vendor: inconsistent',
    expected: 'vendor',
    args: ['list', '-mod=vendor', './...'],
    files: { 'vendor/modules.txt': '# rsc.io/quote v1.5.1\n## explicit\nrsc.io/quote\n' },
  },
];
