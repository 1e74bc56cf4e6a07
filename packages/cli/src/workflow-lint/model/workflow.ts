import type { PlacedText, Spot } from './spot.ts';
import type { Uses } from './uses.ts';

/** Values of `with:` by lower-case name: GitHub does not tell case apart. */
export type With = ReadonlyMap<
  string,
  { readonly name: string; readonly at: Spot; readonly value: PlacedText | undefined }
>;

/** An expression `${{ … }}`, or an `if`, and where it stands. */
export type PlacedExpression = PlacedText;

export interface Step {
  readonly at: Spot;
  /** All that it says, by name. */
  readonly keys: readonly PlacedText[];
  readonly id: string | undefined;
  readonly uses: (PlacedText & { readonly what: Uses }) | undefined;
  readonly with: With;
  readonly if: PlacedText | undefined;
  readonly continueOnError: string;
}

/** `read-all`, `write-all`, or scopes with their access. */
export interface Permissions {
  readonly at: Spot;
  readonly all: 'read' | 'write' | undefined;
  readonly scopes: ReadonlyMap<string, PlacedText>;
}

export interface Job {
  readonly id: string;
  readonly at: Spot;
  readonly needs: readonly string[];
  readonly if: PlacedText | undefined;
  readonly permissions: Permissions | undefined;
  /** The name of its environment; one without a name is none. */
  readonly environment: PlacedText | undefined;
  readonly concurrency: Concurrency | undefined;
  readonly continueOnError: string;
  readonly steps: readonly Step[];
  /** The workflow that it calls. */
  readonly uses: (PlacedText & { readonly what: Uses }) | undefined;
  readonly with: With;
  /** Names of the secrets that it hands on; undefined for `inherit` or none. */
  readonly secrets: With;
  readonly expressions: readonly PlacedExpression[];
}

export interface Concurrency {
  readonly at: Spot;
  readonly cancelInProgress: string;
}

/** One event of `on:`, with the filters that say which refs it is for. */
export interface Trigger {
  readonly name: string;
  readonly at: Spot;
  /** Undefined: no such filter. */
  readonly branches: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  /** Whether `branches-ignore` or `tags-ignore` filters it. */
  readonly ignores: boolean;
}

export interface Workflow {
  readonly kind: 'workflow';
  readonly triggers: readonly Trigger[];
  readonly permissions: Permissions | undefined;
  readonly concurrency: Concurrency | undefined;
  readonly jobs: readonly Job[];
  /** What has another shape than it must have, with the reason. */
  readonly misshapen: readonly PlacedText[];
}

/** A composite action. */
export interface Composite {
  readonly kind: 'action';
  readonly steps: readonly Step[];
  readonly expressions: readonly PlacedExpression[];
  /** As in a workflow. */
  readonly misshapen: readonly PlacedText[];
}
