import type { Acceptance } from './acceptance.ts';

/** A vulnerability that somebody has accepted, why, and until when. */
export interface Ignore extends Acceptance {
  readonly id: string;
}
