import type { Acceptance } from './acceptance.ts';

/** What looks like a credential and somebody has accepted, why, and until when. */
export interface SecretIgnore extends Acceptance {
  /** Files, as a pattern relative to the working directory; undefined for any. */
  readonly path: string | undefined;
  /** What the gate told of one find; undefined for any. */
  readonly fingerprint: string | undefined;
}
