import { shortHash } from './hash-tree.ts';

/** A text with its hash, so that one that is torn is not taken for whole. */
export function envelope(body: string): string {
  return JSON.stringify({ check: shortHash(body), body });
}

/** The text of a parsed envelope; undefined for one that is torn or something else. */
export function openEnvelope(value: unknown): string | undefined {
  const { check, body } = (value ?? {}) as { readonly check?: unknown; readonly body?: unknown };
  return typeof body === 'string' && check === shortHash(body) ? body : undefined;
}
