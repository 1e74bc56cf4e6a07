import { relative, resolve, sep } from 'node:path';
import { actionNames } from '../config/action-names.ts';
import { type ConfigSection, emptyConfigSection } from '../config/config-section.ts';
import { readConfig } from '../config/read-config.ts';
import type { Ports } from '../definition/action-context.ts';
import type { ActionDefinition } from '../definition/define-action.ts';
import type { OutputShape } from '../definition/output-shape.ts';
import type { InputProblem } from '../errors/kinds.ts';
import { fieldMeta } from '../inputs/field.ts';
import { type InputShape, type ParsedInputs, parseInputs } from '../inputs/parse-inputs.ts';

/** Keys that place the run itself; they cannot come from the file that they help to find. */
export const NOT_CONFIGURABLE: readonly string[] = ['config', 'working-directory'];

/** Parsed inputs and the folder to work in. */
export interface ReadInputs<I extends InputShape> extends ParsedInputs<I> {
  readonly workingDirectory: string;
}

/** Under which main keeps for post what the config file said. */
const CONFIG_STATE = 'fairlead-config';

/**
 * Reads the config file and all inputs; problems of both are collected. What an unreadable file says of an input is not
 * guessed. Post goes by the file as main has read it: a step in between may have changed the workspace, and what main
 * began must be finished where it was begun.
 */
export async function readInputs<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  { host, files }: Ports,
  { phase, workspace }: { readonly phase: 'main' | 'post'; readonly workspace: string },
): Promise<ReadInputs<I>> {
  const read = (name: string): string | undefined => host.input(name);
  const kept = phase === 'post' ? host.readState(CONFIG_STATE) : '';
  const config =
    kept === ''
      ? await readConfigFile(definition, files, workspace, read)
      : (JSON.parse(kept) as ConfigSection);
  if (phase === 'main' && definition.post !== undefined) host.saveState(CONFIG_STATE, JSON.stringify(config));
  const parsed = parseInputs(definition.inputs, read, config);
  const outside = outsidePaths(definition.inputs, read, workspace);
  return {
    ...parsed,
    problems: [...config.problems, ...parsed.problems, ...outside],
    unusable: new Set([...parsed.unusable, ...outside.map(({ input }) => input)]),
    workingDirectory: read('working-directory') ?? '.',
  };
}

async function readConfigFile<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  files: Ports['files'],
  workspace: string,
  read: (name: string) => string | undefined,
): Promise<ConfigSection> {
  const field = definition.inputs['config'];
  if (field === undefined) return emptyConfigSection;
  const named = read('config');
  const file = named ?? fieldMeta(field).default ?? '';
  const path = resolve(workspace, file);
  const keys = Object.entries(definition.inputs)
    .filter(([name, input]) => fieldMeta(input).secret !== true && !NOT_CONFIGURABLE.includes(name))
    .map(([name]) => name);
  if ((await files.stat(path))?.kind !== 'file') {
    if (named === undefined) return emptyConfigSection;
    const allowed = 'a YAML file below the workspace';
    const problem = { input: 'config', value: named, problem: 'is not a file', allowed };
    return { values: {}, problems: [problem], unclear: keys };
  }
  return readConfig(await files.readText(path), {
    file,
    action: definition.name,
    keys,
    sections: actionNames,
  });
}

/** A working directory must stay inside the workspace. */
function outsidePaths(
  shape: InputShape,
  read: (name: string) => string | undefined,
  workspace: string,
): InputProblem[] {
  const value = read('working-directory');
  if (shape['working-directory'] === undefined || value === undefined) return [];
  const fromWorkspace = relative(workspace, resolve(workspace, value));
  if (fromWorkspace !== '..' && !fromWorkspace.startsWith(`..${sep}`)) return [];
  return [
    {
      input: 'working-directory',
      value,
      problem: 'leads out of the workspace',
      allowed: 'a relative path below the workspace',
    },
  ];
}
