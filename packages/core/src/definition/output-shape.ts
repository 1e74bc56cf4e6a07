/** One output: a sentence for the manifest and the README. */
export interface OutputSpec {
  readonly description: string;
  readonly example?: string;
}

/** An action's outputs by kebab-case name. */
export type OutputShape = Readonly<Record<string, OutputSpec>>;
