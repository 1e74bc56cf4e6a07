/** Kind and size of a path. */
export interface FileInfo {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  readonly mode: number;
  /** The path itself is a symbolic link; kind, size and mode are those of its target. */
  readonly link?: boolean;
}

/** The file system, as far as the actions need it. Paths are absolute. */
export interface Files {
  /** @throws PolicyError FILE_NOT_PLAIN, as `readBytes` and `sha256` do, for what is no file or has no end. */
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /**
   * Writes atomically (temporary file, then rename); makes parent folders. `mode` defaults to 0644. A link that stands
   * there is replaced and not followed; below the workspace no folder on the way may lead out of it.
   *
   * @throws ExternalError DISK_FULL, PolicyError PLACE_OUTSIDE.
   */
  write(path: string, content: string | Uint8Array, mode?: number): Promise<void>;
  /** What there is at a path, or where a link leads to; undefined when there is nothing. */
  stat(path: string): Promise<FileInfo | undefined>;
  /**
   * Where a path really is, after all links; what is not there yet stays as it is written.
   *
   * @throws Error ELOOP when links go round.
   */
  realPath(path: string): Promise<string>;
  /** Names in a folder, sorted; empty when the folder does not exist. */
  list(path: string): Promise<readonly string[]>;
  /** A fresh folder below the runner's temporary folder. */
  makeTemporary(prefix: string): Promise<string>;
  remove(path: string): Promise<void>;
  /** Hex sha256 of a file's content, streamed. */
  sha256(path: string): Promise<string>;
}
