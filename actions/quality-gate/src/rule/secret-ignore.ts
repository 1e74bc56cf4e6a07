/** What looks like a credential and somebody has accepted, why, and until when. */
export interface SecretIgnore {
  /** Files, as a pattern relative to the working directory; undefined for any. */
  readonly path: string | undefined;
  /** What the gate told of one find; undefined for any. */
  readonly fingerprint: string | undefined;
  readonly reason: string;
  /** The last day on which it counts: `2027-01-31`. */
  readonly expires: string;
}
