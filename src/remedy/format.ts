import type { Part, Party, Remedy } from './step.ts';
import type { Workplace } from './workplace.ts';

/** One paragraph of plain text, in the terms of the place: an input is a line below `with:` there, a flag here. */
export function formatRemedy(remedy: Remedy, workplace: Workplace): string {
  return remedy.map((step) => step.map((part) => formatPart(part, workplace)).join('')).join(' ');
}

function formatPart(part: Part, workplace: Workplace): string {
  if (typeof part === 'string') return part;
  const isTerminal = workplace === 'terminal';
  switch (part.kind) {
    case 'input':
      if (isTerminal)
        return `\`--${part.name}${part.value === undefined ? '' : `=${part.value}`}\``;
      return `\`${part.name}${part.value === undefined ? '' : `: ${part.value}`}\``;
    case 'variable':
      if (part.value === undefined) return part.name;
      return isTerminal
        ? `\`export ${part.name}=${part.value}\``
        : `\`${part.name}: ${part.value}\` in the job's \`env:\``;
    case 'command':
      return `\`${part.text}\``;
    case 'host':
      return part.name;
    case 'party':
      return partyIn(part.who, workplace);
  }
}

function partyIn(who: Party, workplace: Workplace): string {
  switch (who) {
    case 'machine':
      return workplace === 'terminal' ? 'whoever runs this machine' : 'whoever runs this runner';
    case 'network':
      return 'whoever runs this network';
    case 'mirror':
      return 'whoever runs the mirror';
    case 'repository':
      return 'whoever owns the repository';
    case 'site':
      return 'the administrator of this GitHub Enterprise Server';
    case 'maintainers':
      return 'its maintainers';
  }
}
