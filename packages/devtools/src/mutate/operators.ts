import { hideAll, hideTexts } from './hide-texts.ts';

/** One small change of a source: what stood at an offset, and what stands there instead. */
export interface Mutant {
  readonly offset: number;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** A kind of change: where it applies, and what it writes. */
interface Operator {
  readonly pattern: RegExp;
  readonly after: (found: string) => string;
}

const swap = (pairs: Readonly<Record<string, string>>): Operator['after'] => {
  return (found) => found.replace(/[=!<>&|?+-]+|true|false|some|every/, (word) => pairs[word] ?? word);
};

/** The changes that a decision must notice: comparisons, logic, numbers, words for yes and no, branches left out. */
const OPERATORS: readonly Operator[] = [
  { pattern: / (?:===|!==) /g, after: swap({ '===': '!==', '!==': '===' }) },
  { pattern: / (?:<=|>=) /g, after: swap({ '<=': '<', '>=': '>' }) },
  { pattern: / [<>] (?=[\w(])/g, after: swap({ '<': '<=', '>': '>=' }) },
  { pattern: / (?:&&|\|\|) /g, after: swap({ '&&': '||', '||': '&&' }) },
  { pattern: / [+-] (?=[\w(])/g, after: swap({ '+': '-', '-': '+' }) },
  { pattern: /\b(?:true|false)\b/g, after: swap({ true: 'false', false: 'true' }) },
  { pattern: /\.(?:some|every)\(/g, after: swap({ some: 'every', every: 'some' }) },
  { pattern: /(?<=\b(?:if|return) ?\(?)!(?=[a-z(])/g, after: () => '' },
  { pattern: /\bif \((?!.*=>)[^\n{}]*\) (?=return|continue|break|throw)/g, after: () => 'if (false) ' },
  { pattern: /(?<=[ (])\d+(?=[;,) ])/g, after: (found) => String(Number(found) + 1) },
];

/** All single changes of a source, in the order of the text; comments, imports, types and strings are left alone. */
export function mutantsOf(text: string): readonly Mutant[] {
  const quiet = blank(text);
  const found = OPERATORS.flatMap(({ pattern, after }) =>
    [...quiet.matchAll(pattern)].map(({ index, 0: masked }) => {
      const before = text.slice(index, index + masked.length);
      return { offset: index, before, after: after(before), line: text.slice(0, index).split('\n').length };
    }),
  );
  return found
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => a.offset - b.offset || a.after.localeCompare(b.after));
}

/** The source with the change. */
export function applyMutant(text: string, { offset, before, after }: Mutant): string {
  return `${text.slice(0, offset)}${after}${text.slice(offset + before.length)}`;
}

/** The same text with blanks for what a change would say nothing about. Lengths stay. */
function blank(text: string): string {
  return hideTexts(text)
    .replace(/^(?:import|export \{)[\s\S]*?;$/gm, hideAll)
    .replace(/^(?:export )?interface [\s\S]*?^\}$/gm, hideAll)
    .replace(/^(?:export )?type [\s\S]*?;$/gm, hideAll);
}
