/** A vulnerability that somebody has accepted, why, and until when. */
export interface Ignore {
  readonly id: string;
  readonly reason: string;
  /** The last day on which it counts: `2027-01-31`. */
  readonly expires: string;
}
