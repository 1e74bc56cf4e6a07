/** What a restore found. */
export type CacheHit =
  | { readonly kind: 'miss' }
  | { readonly kind: 'partial' | 'exact'; readonly key: string };

/** Where the paths of an entry are, and whether it names others. */
export interface CachePlace {
  /** The folder, without links on the way, that relative paths are in; an entry with relative paths fits a machine with other folders. */
  readonly folder: string;
  /**
   * A JSON file of the entry, relative to `folder`, whose `keys` are the keys of further entries with the same paths. A
   * restore takes those too; one that is not there any more is left out.
   */
  readonly follow?: string;
}

/** The cache of the CI service. Failing to reach it is a warning for the caller to show, never a broken build. */
export interface Cache {
  /** Restores `paths` from the exact `key`, else from the newest entry of the first matching prefix. */
  restore(
    paths: readonly string[],
    key: string,
    prefixes: readonly string[],
    place?: CachePlace,
  ): Promise<CacheHit>;
  /** Saves `paths` under `key`; says whether it was stored (false: another writer was first). */
  save(paths: readonly string[], key: string, place?: CachePlace): Promise<boolean>;
}
