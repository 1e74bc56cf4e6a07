import type { ConfigSection, ConfigValue } from '../config/config-section.ts';
import { fieldMeta, type InputClass } from '../inputs/field.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';

/** A setting that matters and that the change has put differently; undefined where a file does not have it. */
export interface Difference {
  readonly input: string;
  readonly class: InputClass;
  readonly base: string | undefined;
  readonly head: string | undefined;
}

/** Which of the two files a setting was taken from: the one that is checked out, or that of the base commit. */
export type SettingFile = 'config' | 'base';

/** The settings that count, and where the two files differ. */
export interface Decision {
  readonly section: ConfigSection;
  readonly files: Readonly<Record<string, SettingFile>>;
  /** Where inputs of another class than `plain` differ; empty while nobody knows what the base says. */
  readonly differences: readonly Difference[];
}

/**
 * Decides, input by input, between the config file that is checked out (`head`) and that of the base commit. With the
 * rule `head` the first counts; with `base` it counts for `plain` inputs alone, also where nobody knows what the base
 * says (`base` is undefined).
 */
export function decideSettings(
  shape: InputShape,
  head: ConfigSection,
  base: ConfigSection | undefined,
  rule: 'head' | 'base',
): Decision {
  const values: Record<string, ConfigValue> = {};
  const files: Record<string, SettingFile> = {};
  const unclear: string[] = [];
  const differences: Difference[] = [];
  for (const [input, field] of Object.entries(shape)) {
    const kind = fieldMeta(field).class;
    const file: SettingFile = rule === 'head' || kind === 'plain' ? 'config' : 'base';
    const section = file === 'config' ? head : base;
    const value = section?.values[input];
    if (value !== undefined) {
      values[input] = value;
      files[input] = file;
    }
    if (section?.unclear.includes(input) === true) unclear.push(input);
    const [was, is] = [base?.values[input]?.text, head.values[input]?.text];
    if (kind !== 'plain' && was !== is && (base !== undefined || rule === 'base'))
      differences.push({ input, class: kind, base: was, head: is });
  }
  const problems = rule === 'head' ? head.problems : [...head.problems, ...(base?.problems ?? [])];
  return { section: { values, problems, unclear }, files, differences };
}
