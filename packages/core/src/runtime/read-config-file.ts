import { actionNames } from '../config/action-names.ts';
import { type ConfigSection, emptyConfigSection } from '../config/config-section.ts';
import { readConfig } from '../config/read-config.ts';
import type { ActionDefinition } from '../definition/define-action.ts';
import { configurableInputs, recordInputs, sharedSections } from '../inputs/configurable.ts';
import { fieldMeta } from '../inputs/field.ts';
import { readTextInside } from '../places/read-text-inside.ts';
import type { Files } from '../ports/files.ts';

const ALLOWED = 'a YAML file below the workspace';

/** What a config file is read for. */
type Reader = Pick<ActionDefinition, 'name' | 'inputs'>;

/** Reads an action's section from the text of a config file. `file`: how people know it. */
export function parseConfig({ name, inputs }: Reader, text: string, file: string): ConfigSection {
  const [keys, records] = [configurableInputs(inputs), recordInputs(inputs)];
  const metas = Object.fromEntries(Object.entries(inputs).map(([input, field]) => [input, fieldMeta(field)]));
  const shared = sharedSections(metas);
  return readConfig(text, { file, action: name, keys, records, shared, sections: actionNames });
}

/** A section of which nobody knows what it says, because the file cannot be used. */
export function unusableConfig({ inputs }: Reader, file: string, problem: string): ConfigSection {
  return {
    values: {},
    problems: [{ input: 'config', value: file, problem, allowed: ALLOWED }],
    unclear: configurableInputs(inputs),
  };
}

/**
 * Reads an action's section of the file that is checked out. `named`: a file that was asked for must be there. What stands
 * in its place and is no file was meant to set something, so that it is never taken for no settings.
 */
export async function readConfigFile(
  reader: Reader,
  files: Files,
  { workspace, file, named }: { readonly workspace: string; readonly file: string; readonly named: boolean },
): Promise<ConfigSection> {
  const refuse = (problem: string): ConfigSection => unusableConfig(reader, file, problem);
  const found = await readTextInside(files, workspace, file);
  if (found.state === 'refused') return refuse(found.problem);
  if (found.state === 'absent') return named ? refuse('is not a file') : emptyConfigSection;
  return parseConfig(reader, found.text, file);
}
