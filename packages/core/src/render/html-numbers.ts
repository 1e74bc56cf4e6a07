import { escapeHtml } from './markdown.ts';

/** What one wants to know first, in large digits: pairs of a number and what it counts. Empty without pairs. */
export function renderNumbers(numbers: readonly (readonly [number: string, words: string])[]): string {
  if (numbers.length === 0) return '';
  const cards = numbers.map(
    ([number, words]) => `<div><dt>${escapeHtml(words)}</dt><dd>${escapeHtml(number)}</dd></div>`,
  );
  return `<dl class="numbers">${cards.join('')}</dl>`;
}
