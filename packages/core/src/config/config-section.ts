/** One value of the config file, in the text form of an input. */
export interface ConfigValue {
  readonly text: string;
  /** `file:line:column`, counted from 1. */
  readonly location: string;
}

/** The part of `.github/fairlead.yml` that belongs to one action. */
export interface ConfigSection {
  readonly values: Readonly<Record<string, ConfigValue>>;
}

export const emptyConfigSection: ConfigSection = { values: {} };
