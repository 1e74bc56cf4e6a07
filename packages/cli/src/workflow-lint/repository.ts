/** The files around a workflow, by paths relative to the repository's root. */
export interface Repository {
  /** The text of a file; undefined when there is none, or it lies outside. */
  read(path: string): string | undefined;
  /** Files that were meant as the config file and that no action reads, also on the way to a folder. */
  unreadConfigs(folder: string): readonly string[];
}
