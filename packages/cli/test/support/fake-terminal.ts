import type { Terminal } from '../../src/terminal/terminal.ts';

/** A terminal that keeps what is said. */
export interface FakeTerminal extends Terminal {
  readonly said: string[];
  readonly complained: string[];
}

/** Nobody watches, unless `columns` says how wide they do. */
export function createFakeTerminal(given: Partial<Terminal> = {}): FakeTerminal {
  const said: string[] = [];
  const complained: string[] = [];
  return {
    out: (text) => void said.push(text),
    write: (text) => void said.push(text),
    err: (text) => void complained.push(text),
    cwd: '/nowhere',
    program: '/nowhere',
    env: {},
    columns: undefined,
    self: ['fairlead'],
    onSignal: () => () => {},
    ...given,
    said,
    complained,
  };
}
