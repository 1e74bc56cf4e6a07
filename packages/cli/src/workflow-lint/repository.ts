/** The files around a workflow, by paths relative to the repository's root. */
export interface Repository {
  /** The text of a file; undefined when there is none, or it lies outside. */
  read(path: string): string | undefined;
}
