/** https://docs.github.com/en/issues/tracking-your-work-with-issues/linking-a-pull-request-to-an-issue */
const CLOSING =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:(?:[\w.-]+\/[\w.-]+)?#\d+\b|https?:\/\/[^\s/]+\/[\w.-]+\/[\w.-]+\/issues\/\d+\b)/i;

/** The words by which a pull request closes an issue; undefined for none. Comments and code of a template are no words. */
export function findClosingReference(body: string): string | undefined {
  const words = body
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replaceAll(/^(```+|~~~+)[\s\S]*?(?:^\1|$(?![\s\S]))/gm, ' ')
    .replaceAll(/`[^`\n]*`/g, ' ');
  return CLOSING.exec(words)?.[0];
}
