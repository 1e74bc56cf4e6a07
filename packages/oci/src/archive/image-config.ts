/** What people want to know of an image's config. */
export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The instruction that made each layer, in order; shorter than the layers for bases without history. */
  readonly layerCommands: readonly string[];
}

interface RawConfig {
  readonly os?: string;
  readonly architecture?: string;
  readonly config?: { readonly Labels?: Record<string, string> | null; readonly User?: string } | null;
  readonly history?: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
}

/** Reads an image config (OCI image specification, and docker's older form of it). */
export function readImageConfig(json: unknown): ImageConfig {
  const raw = (typeof json === 'object' && json !== null ? json : {}) as RawConfig;
  return {
    os: raw.os ?? '',
    architecture: raw.architecture ?? '',
    user: raw.config?.User ?? '',
    labels: raw.config?.Labels ?? {},
    layerCommands: (raw.history ?? [])
      .filter((entry) => entry.empty_layer !== true)
      .map((entry) => tidyCommand(entry.created_by ?? '')),
  };
}

/** Strips what builders add to the instruction that the author wrote. */
function tidyCommand(command: string): string {
  return command
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/\s+/g, ' ')
    .replace(/ ?# buildkit$/, '')
    .trim();
}
