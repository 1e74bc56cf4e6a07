import { dirname, join, relative, sep } from 'node:path';
import { actionNames } from '../config/action-names.ts';
import { type ConfigSection, emptyConfigSection } from '../config/config-section.ts';
import { readConfig } from '../config/read-config.ts';
import type { ActionDefinition } from '../definition/define-action.ts';
import { configurableInputs, recordInputs, sharedSections } from '../inputs/configurable.ts';
import { fieldMeta } from '../inputs/field.ts';
import { outsideProblem, type Place, resolveInside } from '../places/resolve-inside.ts';
import type { Files } from '../ports/files.ts';

/** More than anybody writes by hand; a larger file is refused unread. */
export const MOST_CONFIG_BYTES: number = 256 * 1024;

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
  const place = await resolveInside(files, workspace, file);
  const outside = outsideProblem('config', file, place);
  if (outside !== undefined) return refuse(outside.problem);
  if (place.real.split(sep).includes('.git')) return refuse('leads into the folder of git');
  const found = await files.stat(place.path);
  if (found === undefined) {
    if (await leadsNowhere(files, place)) return refuse('is a link that leads nowhere');
    return named ? refuse('is not a file') : emptyConfigSection;
  }
  if (found.kind !== 'file') return refuse(found.kind === 'directory' ? 'is a folder' : 'is not a file');
  if (found.size > MOST_CONFIG_BYTES)
    return refuse(`has ${found.size} bytes, at most ${MOST_CONFIG_BYTES} are read`);
  return parseConfig(reader, await files.readText(place.path), file);
}

/** Whether nothing is found at a path because a link on the way leads to nothing. */
async function leadsNowhere(files: Files, { path, real }: Place): Promise<boolean> {
  let there = dirname(path);
  while ((await files.stat(there)) === undefined && dirname(there) !== there) there = dirname(there);
  return real !== join(await files.realPath(there), relative(there, path));
}
