import type { InputProblem } from '../errors/kinds.ts';

/** One value of the config file, in the text form of an input. */
export interface ConfigValue {
  readonly text: string;
  /** `file:line:column`, counted from 1. */
  readonly location: string;
}

/** The part of `.github/fairlead.yml` that belongs to one action. */
export interface ConfigSection {
  readonly values: Readonly<Record<string, ConfigValue>>;
  /** What is wrong with the file, with the line. */
  readonly problems: readonly InputProblem[];
  /** Keys of which nobody knows what the file says: all of them when it is not YAML. */
  readonly unclear: readonly string[];
}

export const emptyConfigSection: ConfigSection = { values: {}, problems: [], unclear: [] };
