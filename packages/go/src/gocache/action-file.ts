/** What the go command's cache says about one action: the output that it gave. */
export interface CachedAction {
  /** Hex sha256 of what went into the action. */
  readonly action: string;
  /** Hex sha256 of the output's content. */
  readonly output: string;
  readonly size: number;
}

const FORM = /^v1 ([0-9a-f]{64}) ([0-9a-f]{64}) +(\d+) +(\d+)\n$/;

/** Length of a file `ACTION-a`, which the go command checks. */
export const ACTION_SIZE: number = 3 + 65 + 65 + 21 + 21;

/** Reads a file `ACTION-a` of GOCACHE; undefined when it is torn (cmd/go/internal/cache/cache.go, `get`). */
export function parseActionFile(text: string): CachedAction | undefined {
  const [, action, output, size] = FORM.exec(text) ?? [];
  if (action === undefined || output === undefined) return undefined;
  return { action, output, size: Number(size) };
}

/** The file as the go command writes it. */
export function formatActionFile({ action, output, size }: CachedAction, nanoseconds: bigint): string {
  return `v1 ${action} ${output} ${String(size).padStart(20)} ${String(nanoseconds).padStart(20)}\n`;
}
