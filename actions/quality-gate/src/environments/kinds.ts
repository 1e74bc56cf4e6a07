/** What the value of a key may be. */
export interface Kind {
  readonly name: string;
  /** What YAML makes of such a value. */
  readonly type: 'string' | 'number' | 'boolean';
  /** What a value of another kind is said to be. */
  readonly otherwise: string;
  /** What is accepted, with an example. */
  readonly allowed: string;
  /** Whether a text is of the kind: that of the file as it is written, or that of a variable. */
  holds(text: string): boolean;
  /** Whether a value has in it what must not stand in a file. */
  isSecret?(text: string): boolean;
}

/** Every kind; one more is one entry here. */
export const kinds: readonly Kind[] = [
  {
    name: 'text',
    type: 'string',
    otherwise: 'is no text',
    allowed: 'text, in quotes where it could be a number, a flag or nothing',
    holds: (text) => text.length <= LONGEST && !text.includes('\0'),
  },
  {
    name: 'number',
    type: 'number',
    otherwise: 'is no number',
    allowed: 'a number in digits, such as 5000 or 0.5',
    holds: (text) => text.length <= LONGEST && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text),
  },
  {
    name: 'flag',
    type: 'boolean',
    otherwise: 'is no flag',
    allowed: 'true or false',
    holds: (text) => text === 'true' || text === 'false',
  },
  {
    name: 'url',
    type: 'string',
    otherwise: 'is no address',
    allowed: 'an address with its scheme, such as http://127.0.0.1:8080',
    holds: (text) =>
      text.length <= LONGEST && /^[a-z][a-z0-9+.-]*:\/\/[^\s/]\S*$/i.test(text) && URL.canParse(text),
    isSecret: (text) => new URL(text).password !== '',
  },
];

/** Characters of one value: systems refuse to start a program with much longer ones. */
const LONGEST = 32_768;
