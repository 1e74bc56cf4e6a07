import { type FieldMeta, fieldMeta } from './field.ts';
import type { InputShape } from './parse-inputs.ts';

/** Inputs that place the run itself or say which file counts; they cannot come from that file. */
const NOT_CONFIGURABLE: readonly string[] = ['config', 'config-from', 'working-directory'];

/** The sections of other actions that count for inputs which an action's own section does not set, by name. */
export function sharedSections(
  inputs: Readonly<Record<string, Pick<FieldMeta, 'section'>>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, { section }]) => (section === undefined ? [] : [[name, section]])),
  );
}

/** Inputs that the config file may set. */
export function configurableInputs(shape: InputShape): readonly string[] {
  return Object.entries(shape)
    .filter(([name, input]) => fieldMeta(input).secret !== true && !NOT_CONFIGURABLE.includes(name))
    .map(([name]) => name);
}

/** Inputs among them whose value is a list of maps. */
export function recordInputs(shape: InputShape): readonly string[] {
  return Object.entries(shape)
    .filter(([, input]) => fieldMeta(input).kind === 'records')
    .map(([name]) => name);
}
