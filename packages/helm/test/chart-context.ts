import { createFakeFiles, type FakeFiles } from '@fairlead/testkit';
import type { ChartContext, ChartInputs } from '../src/context.ts';

/** The context of a step that works with a chart of these files, and what it said. */
export interface Step {
  readonly context: ChartContext;
  readonly files: FakeFiles;
  /** What was said, as `level: text`. */
  readonly said: string[];
  readonly masked: string[];
  readonly state: Record<string, unknown>;
}

/** A step in `/workspace`, whose chart is the folder `chart`; paths of files are relative to it. */
export function stepWith(
  tree: Readonly<Record<string, string>>,
  inputs: Partial<ChartInputs> = {},
  links: Readonly<Record<string, string>> = {},
): Step {
  const absolute = (path: string): string => (path.startsWith('/') ? path : `/workspace/${path}`);
  const place = (all: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(all).map(([path, text]) => [absolute(path), text]));
  const files = createFakeFiles(place(tree), place(links));
  const said: string[] = [];
  const masked: string[] = [];
  const state: Record<string, unknown> = {};
  const log = Object.fromEntries(
    ['debug', 'info', 'warn'].map((level) => [level, (text: string) => void said.push(`${level}: ${text}`)]),
  );
  const context = {
    files,
    log,
    host: { mask: (text: string) => void masked.push(text) },
    workspace: '/workspace',
    workingDirectory: '/workspace',
    saveState: (key: string, value: unknown) => {
      state[key] = value;
    },
    readState: (key: string) => state[key],
    inputs: {
      chart: 'chart',
      environment: undefined,
      values: undefined,
      set: undefined,
      setSecret: undefined,
      image: 'chart',
      imageKeys: undefined,
      ...inputs,
    },
  } as unknown as ChartContext;
  return { context, files, said, masked, state };
}
