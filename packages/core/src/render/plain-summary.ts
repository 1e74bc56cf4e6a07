import { LIMITS } from '../util/limits.ts';
import { fitMarkdown } from './fit-markdown.ts';

/** What `escapeHtml` and `markdownText` write for a character. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** A step summary as a log can show it: without diagrams and folding, with characters as they are. */
export function plainSummary(markdown: string): string {
  return fitMarkdown(markdown, LIMITS.logSummary)
    .replaceAll(/^(`{3,})mermaid\n[\s\S]*?\n\1$\n?/gm, '')
    .replaceAll(/<details><summary>(.*?)<\/summary>/g, '$1:')
    .replaceAll('</details>', '')
    .replaceAll(/&(?:lt|gt|quot|amp|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
