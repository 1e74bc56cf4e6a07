/** What a rule may go by beside the text that fits its pattern. */
export interface Circumstances {
  /** Path of the file, relative to the workspace, with slashes. */
  readonly path: string;
  /** The named groups of the pattern. */
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a find counts for: it fails the gate, it is told as advice, or it is not looked for. */
export type Weight = 'error' | 'note' | 'none';

/** One kind of credential. A new one is a rule in the folder `rules` and a line in the registry. */
export interface SecretRule {
  /** Kebab-case, as it is shown and written into reports. */
  readonly name: string;
  /** What it is, with its article, without a full stop: `a token of GitHub`. */
  readonly what: string;
  /** What tells it from text that looks the same, for the README. */
  readonly evidence: string;
  /** A text without any of these has no such credential: they are looked for first, which is quick. None: always look. */
  readonly hints: readonly string[];
  /**
   * Global. The group `secret` is the value; the whole match where there is none. It begins at the border of a word, and its
   * repetitions are bounded: the time is linear in the text.
   */
  readonly pattern: RegExp;
  /** The published beginning, which may be shown: it tells the kind and nothing of the value. */
  readonly shown?: RegExp;
  /** What holds is proven by more than its looks: it is never taken for the sample of a document. */
  readonly proves?: true;
  /** Whether what fits the pattern really is one: its checksum, its form when decoded. */
  holds?(secret: string, circumstances: Circumstances): boolean;
  /** Files where it makes no sense, by path. */
  skips?(path: string): boolean;
  readonly weight: Exclude<Weight, 'none'>;
  /** The same in Go's test files and below `testdata`, where people keep keys that were made for a test. */
  readonly inTests: Weight;
}
