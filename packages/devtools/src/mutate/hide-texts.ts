/** What may stand in code: a regular expression, a comment, a text, the begin of a template, a brace, or any other character. */
const CODE =
  /(?<hidden>(?<=(?:[=(,:!&|?;[{>]|=>|\breturn|^)\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?<mark>[`{}])|[\s\S]/my;
/** The words of a template, up to its end or its next hole. */
const WORDS = /(?<hidden>(?:[^`\\$]|\\[\s\S]|\$(?!\{))*)(?<mark>`|\$\{)?/y;

/**
 * The same source with blanks for its comments and for texts, those of templates and patterns too: they are words for
 * people, or data, and no decision. What stands in the holes of a template is code. Lengths and lines stay. Pure.
 */
export function hideTexts(source: string): string {
  let shown = '';
  /** For each hole that is open: how many braces are open in it. */
  const holes: number[] = [];
  let inWords = false;
  while (shown.length < source.length) {
    const pattern = inWords ? WORDS : CODE;
    pattern.lastIndex = shown.length;
    const found = pattern.exec(source);
    const { hidden = '', mark } = found?.groups ?? {};
    const whole = found?.[0] ?? '';
    shown += hideAll(hidden) + whole.slice(hidden.length);
    if (inWords) {
      if (mark === '${') holes.push(0);
      else if (mark === undefined) return shown; // a template without an end
      inWords = false;
    } else inWords = opensWords(mark, holes);
  }
  return shown;
}

/** Whether a mark in code leads into the words of a template: its first ones, or those after a hole. */
function opensWords(mark: string | undefined, holes: number[]): boolean {
  if (mark === '`') return true;
  const open = holes.at(-1);
  if (open === undefined || mark === undefined) return false;
  if (mark === '}' && open === 0) {
    holes.pop();
    return true;
  }
  holes[holes.length - 1] = open + (mark === '{' ? 1 : -1);
  return false;
}

/** Blanks of the same length, with the same lines. */
export function hideAll(part: string): string {
  return part.replace(/[^\n]/g, '\u00a0');
}
