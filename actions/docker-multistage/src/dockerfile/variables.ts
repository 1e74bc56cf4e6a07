import { isBlank } from './blanks.ts';
import { readWords } from './shell-words.ts';

/** One name of an `ARG` instruction. */
export interface ArgumentDeclaration {
  readonly name: string;
  /** As it is written, with quotes; undefined for a name alone. */
  readonly value: string | undefined;
}

/** `ARG A B=1 C="x y"`: several names may stand in one instruction. Follows BuildKit's line_parsers.go. Pure. */
export function readArguments(rest: string, mark: string): readonly ArgumentDeclaration[] {
  return splitWords(rest, mark).map((word) => {
    const equals = word.indexOf('=');
    return equals < 0
      ? { name: word, value: undefined }
      : { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
}

/** Splits at blanks outside of quotes; quotes stay. */
export function splitWords(text: string, mark: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === '' && isBlank(character)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (character === mark && quote !== "'") {
      if (at + 1 < text.length) word += character + text.charAt(++at);
      continue;
    }
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    word += character;
  }
  return word === '' ? words : [...words, word];
}

/** Names of the variables that a text uses: `$A`, `${B:-$C}`. More than a shell would find, never less. Pure. */
export function variablesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name));
}

/** The text with its variables in place; undefined when the engine will refuse it. Pure. */
export function expand(
  text: string,
  mark: string,
  lookUp: (name: string) => string | undefined,
): string | undefined {
  return readWords(text, { mark, variable: lookUp })?.text;
}
