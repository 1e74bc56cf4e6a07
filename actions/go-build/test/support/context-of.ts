import { createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import type { GoBuildContext } from '../../src/context.ts';

/** What a context in a test is given. */
export interface ContextOptions {
  readonly inputs?: Partial<GoBuildContext['inputs']>;
  /** Inputs as the workflow gives them under `with:`. */
  readonly given?: Readonly<Record<string, string>>;
  /** Files by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Symbolic links among them. */
  readonly links?: Readonly<Record<string, string>>;
  readonly childEnv?: Readonly<Record<string, string>>;
  /** What `go env` says beside where it is. */
  readonly goEnv?: Readonly<Record<string, string>>;
  readonly programs?: readonly Transcript[];
}

/** Inputs that nobody has set. */
const plainInputs: Partial<GoBuildContext['inputs']> = {
  packages: undefined,
  targets: undefined,
  builds: [],
  output: 'bin/',
  cgo: false,
  race: false,
  plan: false,
  profile: 'release',
  measureStrip: false,
  verifyReproducible: false,
};

/** A Go on linux/amd64, in a workspace /repo with one module. */
export function contextOf({
  inputs,
  given = {},
  files,
  links,
  childEnv = {},
  goEnv,
  programs = [],
}: ContextOptions = {}) {
  const hidden: string[] = [];
  const warned: string[] = [];
  const env = { GOOS: 'linux', GOARCH: 'amd64', GOHOSTOS: 'linux', GOHOSTARCH: 'amd64', ...goEnv };
  const exec = createFakeExec([
    { on: 'go version', stdout: 'go version go1.26.0 linux/amd64\n' },
    { on: 'go env -json', stdout: JSON.stringify(env) },
    { on: 'go tool dist list', stdout: 'linux/amd64\nwindows/amd64\n' },
    ...programs,
  ]);
  const context = {
    inputs: { ...plainInputs, ...inputs },
    exec,
    files: createFakeFiles({ '/repo/go.mod': 'module example.com/x\n\ngo 1.26\n', ...files }, links),
    workspace: '/repo',
    workingDirectory: '/repo',
    reportFolder: '/report',
    childEnv,
    signal: new AbortController().signal,
    log: { info: () => {}, warn: (line: string) => void warned.push(line) },
    host: {
      env: {},
      input: (name: string) => given[name],
      mask: (text: string) => void hidden.push(text),
    },
  } as unknown as GoBuildContext;
  return { context, exec, hidden, warned };
}
