import type { Node } from 'yaml';
import type { PlacedExpression } from './workflow.ts';
import type { YamlReader } from './yaml-reader.ts';

const EXPRESSION = /\$\{\{(.*?)\}\}/gs;

/** All expressions at and below a node, with their places. */
export function findExpressions(reader: YamlReader, node: Node | undefined): readonly PlacedExpression[] {
  const found: PlacedExpression[] = [];
  for (const scalar of reader.scalars(node)) {
    if (!scalar.text.includes('${{')) continue;
    for (const [, inner = ''] of scalar.text.matchAll(EXPRESSION)) {
      const text = inner.trim();
      found.push({ text, at: reader.spot(scalar.node, text) });
    }
  }
  return found;
}

/** The expression of an `if:`, with or without its braces; undefined for a text that only holds some. */
export function conditionOf(text: string): string | undefined {
  if (!text.includes('${{')) return text;
  const [whole] = [...text.trim().matchAll(EXPRESSION)];
  return whole !== undefined && whole[0] === text.trim() ? whole[1] : undefined;
}

/** A text taken apart: plain pieces and expressions. */
export function piecesOf(
  text: string,
): readonly ({ readonly plain: string } | { readonly expression: string })[] {
  const pieces: ({ plain: string } | { expression: string })[] = [];
  let from = 0;
  for (const match of text.matchAll(EXPRESSION)) {
    pieces.push({ plain: text.slice(from, match.index) }, { expression: match[1] ?? '' });
    from = match.index + match[0].length;
  }
  pieces.push({ plain: text.slice(from) });
  return pieces;
}

/** Whether an expression begins and does not end. */
export function isUnclosed(text: string): boolean {
  return text.replaceAll(EXPRESSION, '').includes('${{');
}
