/** Files by path. */
export type Tree = Readonly<Record<string, string>>;

/** A program that is taken through the history of commits. */
export interface Program {
  readonly name: 'generated' | 'real';
  /** Folder that the first commit begins with; undefined where its files are all there is. */
  readonly folder: string | undefined;
  /** The files of the first commit that some commit changes, and those that no folder has. */
  readonly files: Tree;
  /** Its main package, and the name of its binary. */
  readonly main: string;
  readonly binary: string;
  /** What GOPROXY is. */
  readonly proxy: string;
  /** Go files to edit, in turns: near the program first, below many next. */
  readonly edits: readonly [near: string, below: string, ...others: string[]];
  /** A file that it embeds, where it does. */
  readonly embedded: string | undefined;
  /** The tree with one module in its next version. */
  readonly bump: (files: Tree) => Tree;
  /** Removes what was made for it. */
  readonly close: () => Promise<void>;
}
