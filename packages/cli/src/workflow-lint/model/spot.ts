/** A place in a file, counted from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** Text and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly at: Spot;
}

/** A file that cannot be looked at: not YAML, not a workflow, too large. */
export class UnreadableFile extends Error {
  readonly at: Spot;

  constructor(message: string, at: Spot) {
    super(message);
    this.name = 'UnreadableFile';
    this.at = at;
  }
}
