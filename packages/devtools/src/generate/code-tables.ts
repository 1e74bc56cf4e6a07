import { type ExplainedCode, listCodes } from '@fairlead/cli';
import { type ActionFacts, compareTexts, markdownTable } from '@fairlead/core';

/** All failure codes, as `fairlead explain` has them: first those of every action, then those of some, then the rest. */
export function renderCodes(actions: readonly ActionFacts[]): string {
  const groups = new Map<string, ExplainedCode[]>();
  for (const code of listCodes(actions)) {
    const group = groupOf(code, actions.length);
    groups.set(group, [...(groups.get(group) ?? []), code]);
  }
  return [...groups]
    .sort(([one], [other]) => rank(one) - rank(other) || compareTexts(one, other))
    .map(([group, codes]) => {
      const rows = codes.map(({ code, meaning, fix }) => [`\`${code}\``, meaning, fix]);
      return `### ${group}\n\n${markdownTable(['Code', 'What happened', 'What to do'], rows)}`;
    })
    .join('\n');
}

const EVERY = 'Every action';
const REST = 'Cluster, demo and tools';

function groupOf({ actions }: ExplainedCode, all: number): string {
  if (actions.length === all) return EVERY;
  return actions.length === 0 ? REST : actions.join(', ');
}

function rank(group: string): number {
  if (group === EVERY) return 0;
  if (group === REST) return 3;
  return group.includes(',') ? 2 : 1;
}
