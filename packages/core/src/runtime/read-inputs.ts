import type { Ports } from '../definition/action-context.ts';
import type { ActionDefinition } from '../definition/define-action.ts';
import type { OutputShape } from '../definition/output-shape.ts';
import type { InputProblem } from '../errors/kinds.ts';
import { type InputShape, type ParsedInputs, parseInputs } from '../inputs/parse-inputs.ts';
import { findUnknownInputs } from '../inputs/unknown-inputs.ts';
import { outsideProblem, resolveInside } from '../places/resolve-inside.ts';
import type { Phase } from '../report/report.ts';
import type { PhaseFrame } from './phase.ts';
import { readSettings, type Settings } from './read-settings.ts';

/** Parsed inputs, how they were decided, and the folder to work in. */
export interface ReadInputs<I extends InputShape> extends ParsedInputs<I> {
  readonly settings: Settings;
  readonly workingDirectory: string;
  /** Variables that look like inputs of the action and may be somebody else's. */
  readonly unclearVariables: readonly string[];
}

/** Under which main keeps for post what was decided about the config file. */
export const CONFIG_STATE = 'fairlead-config';

/** Whether the main phase of this step came as far as its inputs. */
export function mainHasRead(host: Ports['host']): boolean {
  return host.readState(CONFIG_STATE) !== '';
}

/**
 * Reads the config file and all inputs; problems of both are collected. What an unreadable file says of an input is not
 * guessed. Post goes by the file as main has read it: a step in between may have changed the workspace, and what main
 * began must be finished where it was begun.
 */
export async function readInputs<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  ports: Ports,
  { phase, frame }: { readonly phase: Phase; readonly frame: Pick<PhaseFrame, 'event' | 'workspace'> },
): Promise<ReadInputs<I>> {
  const { host } = ports;
  const read = (name: string): string | undefined => host.input(name);
  const settings =
    phase === 'post'
      ? (JSON.parse(host.readState(CONFIG_STATE)) as Settings)
      : await readSettings(definition, ports, frame);
  if (phase === 'main' && definition.post !== undefined)
    host.saveState(CONFIG_STATE, JSON.stringify(settings));
  const parsed = parseInputs(definition.inputs, read, settings.section);
  // a step in between may set what it likes: post ends what main has begun
  const unknown =
    phase === 'post'
      ? { problems: [], unclear: [] }
      : findUnknownInputs(Object.keys(definition.inputs), host);
  const outside =
    phase === 'post' ? [] : await outsidePaths(definition.inputs, ports.files, read, frame.workspace);
  return {
    ...parsed,
    settings,
    problems: [...settings.section.problems, ...unknown.problems, ...parsed.problems, ...outside],
    unclearVariables: unknown.unclear,
    unusable: new Set([...parsed.unusable, ...outside.map(({ input }) => input)]),
    workingDirectory: read('working-directory') ?? '.',
  };
}

/** A working directory must stay inside the workspace, where it really is. */
async function outsidePaths(
  shape: InputShape,
  files: Ports['files'],
  read: (name: string) => string | undefined,
  workspace: string,
): Promise<readonly InputProblem[]> {
  const value = read('working-directory');
  if (shape['working-directory'] === undefined || value === undefined) return [];
  const problem = outsideProblem('working-directory', value, await resolveInside(files, workspace, value));
  return problem === undefined ? [] : [problem];
}
