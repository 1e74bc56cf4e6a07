import { isBlank } from './blanks.ts';

/** How words are taken apart. */
export interface WordRules {
  readonly mark: string;
  /** Keep quotes in the words. */
  readonly rawQuotes?: boolean;
  /** Keep mark characters in the words. */
  readonly rawEscapes?: boolean;
  /** The value of a variable; without it all variables stay as they are written. */
  readonly variable?: (name: string) => string | undefined;
}

/** Stands in an expanded text for what cannot be known before the build. */
export const unknownPart = '\0';

/** A text with its variables in place. */
export interface Expanded {
  readonly text: string;
  /** The same, split at blanks outside of quotes. */
  readonly words: readonly string[];
}

/**
 * Takes a text apart as a Dockerfile's reader does, after the shell: quotes, escapes, `$name` and `${name…}`.
 * Follows BuildKit's frontend/dockerfile/shell/lex.go, to which it is compared. Undefined where that one refuses the text.
 */
export function readWords(text: string, rules: WordRules): Expanded | undefined {
  try {
    return new ShellReader(text, rules).read(undefined);
  } catch (error) {
    if (error instanceof RefusedText) return undefined;
    throw error;
  }
}

/** The text breaks a rule of the shell: a quote without its end, a substitution that does not exist. */
class RefusedText extends Error {}

const SPECIAL = '@*#?-$!0';

class ShellReader {
  readonly #characters: readonly string[];
  readonly #rules: WordRules;
  #at = 0;
  #rawEscapes: boolean;
  /** Of the word that is being read; one for all depths, as in the original. */
  #word: string[] = [];

  constructor(text: string, rules: WordRules) {
    this.#characters = [...text];
    this.#rules = rules;
    this.#rawEscapes = rules.rawEscapes === true;
  }

  /** Reads to the end, or to `stop` and over it. */
  read(stop: string | undefined, rawEscapes: boolean = this.#rawEscapes): Expanded {
    const outer = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    try {
      return this.#readTo(stop);
    } finally {
      this.#rawEscapes = outer;
    }
  }

  #readTo(stop: string | undefined): Expanded {
    this.#word = [];
    const text: string[] = [];
    const words: string[] = [];
    const endWord = (): void => {
      if (this.#word.length > 0) words.push(this.#word.join(''));
      this.#word = [];
    };
    const add = (part: string): void => {
      for (const character of part) {
        if (isBlank(character)) endWord();
        else this.#word.push(character);
      }
    };
    const addRaw = (part: string): void => void (part !== '' && this.#word.push(part));
    while (this.#at < this.#characters.length) {
      const next = this.#peek();
      if (stop !== undefined && next === stop) {
        this.#at++;
        endWord();
        return { text: text.join(''), words };
      }
      const special = this.#readSpecial();
      if (special !== undefined) {
        text.push(special);
        if (next === '$') add(special);
        else addRaw(special);
        continue;
      }
      const character = this.#next();
      if (character !== this.#rules.mark) {
        add(character);
        text.push(character);
        continue;
      }
      if (this.#rawEscapes) {
        addRaw(character);
        text.push(character);
      }
      const escaped = this.#next();
      addRaw(escaped);
      text.push(escaped);
    }
    if (stop !== undefined) throw new RefusedText(`no ${stop}`);
    endWord();
    return { text: text.join(''), words };
  }

  #readSpecial(): string | undefined {
    switch (this.#peek()) {
      case '$':
        return this.#readVariable();
      case '<':
        return this.#readArrow();
      case "'":
        return this.#readSingleQuoted();
      case '"':
        return this.#readDoubleQuoted();
      default:
        return undefined;
    }
  }

  /** `<<` and the blanks after it stay together: `<< EOF` is one word. */
  #readArrow(): string {
    this.#at++;
    if (this.#peek() !== '<') return '<';
    const start = this.#at++;
    while (/^[\t\v\f\r ]$/.test(this.#peek())) this.#at++;
    return `<${this.#characters.slice(start, this.#at).join('')}`;
  }

  #readSingleQuoted(): string {
    const end = this.#characters.indexOf("'", this.#at + 1);
    if (end === -1) throw new RefusedText("no '");
    const [start, stop] = this.#rules.rawQuotes === true ? [this.#at, end + 1] : [this.#at + 1, end];
    this.#at = end + 1;
    return this.#characters.slice(start, stop).join('');
  }

  #readDoubleQuoted(): string {
    const { rawQuotes, mark } = this.#rules;
    const quote = rawQuotes === true ? '"' : '';
    const text: string[] = [quote];
    this.#at++;
    for (;;) {
      if (this.#at >= this.#characters.length) throw new RefusedText('no "');
      if (this.#peek() === '$') {
        text.push(this.#readVariable());
        continue;
      }
      const character = this.#next();
      if (character === '"') return [...text, quote].join('');
      if (character !== mark) {
        text.push(character);
        continue;
      }
      if (this.#rawEscapes) text.push(character);
      if (this.#at >= this.#characters.length) continue;
      const escapable = ['"', '$', mark].includes(this.#peek());
      text.push(escapable ? this.#next() : character);
    }
  }

  #readVariable(): string {
    this.#at++;
    if (this.#peek() !== '{') {
      const name = this.#readName();
      return name === '' ? '$' : (this.#valueOf(name) ?? this.#unset(`$${name}`));
    }
    this.#at++;
    if (['', '{', '}', ':'].includes(this.#peek())) throw new RefusedText('bad substitution');
    const name = this.#readName();
    const modifier = this.#next();
    if (modifier === '}') return this.#valueOf(name) ?? this.#unset(`\${${name}}`);
    if (modifier === '/') return this.#readReplacement(name);
    const colon = modifier === ':';
    const kind = colon ? this.#next() : modifier;
    if (!(colon ? '+-?' : '+-?#%').includes(kind) || kind === '')
      throw new RefusedText('unsupported modifier');
    const word = this.read('}', kind === '#' || kind === '%').text;
    const value = this.#valueOf(name);
    if (this.#rules.variable === undefined) return `\${${name}${colon ? ':' : ''}${kind}${word}}`;
    const isSet = value !== undefined && !(colon && value === '');
    if (kind === '-') return isSet ? value : word;
    if (kind === '+') return isSet ? word : '';
    if (kind === '?') {
      if (!isSet) throw new RefusedText(`${name} is not set`);
      return value;
    }
    return (value ?? '') === '' ? '' : unknownPart; // cut by a pattern
  }

  /** `${name/pattern/replacement}`, with `//` for all. */
  #readReplacement(name: string): string {
    if (this.#peek() === '/') this.#at++;
    const pattern = this.read('/', true).text;
    const replacement = this.read('}', true).text;
    if (this.#rules.variable === undefined) return `\${${name}/${pattern}/${replacement}}`;
    return (this.#valueOf(name) ?? '') === '' ? '' : unknownPart;
  }

  #readName(): string {
    const start = this.#at;
    const first = this.#peek();
    if (/^\p{Nd}$/u.test(first)) while (/^\p{Nd}$/u.test(this.#peek())) this.#at++;
    else if (first !== '' && SPECIAL.includes(first)) this.#at++;
    else while (/^[\p{L}\p{Nd}_]$/u.test(this.#peek())) this.#at++;
    return this.#characters.slice(start, this.#at).join('');
  }

  #valueOf(name: string): string | undefined {
    return this.#rules.variable?.(name);
  }

  #unset(written: string): string {
    return this.#rules.variable === undefined ? written : '';
  }

  #peek(): string {
    return this.#characters[this.#at] ?? '';
  }

  #next(): string {
    return this.#characters[this.#at++] ?? '';
  }
}
