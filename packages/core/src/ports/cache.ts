/** What a restore found. */
export type CacheHit =
  | { readonly kind: 'miss' }
  | { readonly kind: 'partial' | 'exact'; readonly key: string };

/** The cache of the CI service. Failing to reach it is a warning for the caller to show, never a broken build. */
export interface Cache {
  /** Restores `paths` from the exact `key`, else from the newest entry of the first matching prefix. */
  restore(paths: readonly string[], key: string, prefixes: readonly string[]): Promise<CacheHit>;
  /** Saves `paths` under `key`; says whether it was stored (false: another writer was first). */
  save(paths: readonly string[], key: string): Promise<boolean>;
}
