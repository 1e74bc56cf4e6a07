import type { Terminal } from '../terminal/terminal.ts';
import type { Paint } from './paint.ts';

/** One stage of a step, as far as it has come. */
export interface StageRow {
  readonly name: string;
  state: string;
  time: string;
  reason: string;
}

/** A table at the end of what a terminal shows, redrawn in place. */
export interface StageTable {
  /** Whether somebody watches; else nothing is drawn. */
  readonly live: boolean;
  draw(stages: readonly StageRow[]): void;
  clear(): void;
  /** Leaves the table where it is and forgets it. */
  keep(): void;
}

const MARKS: Readonly<Record<string, readonly [string, 'green' | 'red' | 'yellow' | 'blue']>> = {
  running: ['●', 'blue'],
  success: ['✓', 'green'],
  failure: ['✗', 'red'],
  error: ['!', 'red'],
  cancelled: ['■', 'yellow'],
  skipped: ['-', 'yellow'],
};

/** The rows that fit into a terminal of so many columns; nothing is wrapped, so that the lines can be counted. */
export function renderRows(stages: readonly StageRow[], columns: number, paint: Paint): readonly string[] {
  const width = Math.max(0, ...stages.map(({ name }) => name.length));
  return stages.map(({ name, state, time, reason }) => {
    const [mark, style] = MARKS[state] ?? ['?', 'yellow'];
    const text = [name.padEnd(width), state.padEnd('cancelled'.length), time.padStart(8), reason]
      .join('  ')
      .trimEnd();
    return `${paint(style, mark)} ${text.slice(0, Math.max(0, columns - 3))}`;
  });
}

/** A table on a terminal; without columns, one that draws nothing. */
export function createTable(
  { columns, write }: Pick<Terminal, 'columns' | 'write'>,
  paint: Paint,
): StageTable {
  let drawn = 0;
  const clear = (): void => {
    if (drawn > 0) write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  return {
    live: columns !== undefined,
    clear,
    keep: () => {
      drawn = 0;
    },
    draw: (stages) => {
      if (columns === undefined) return;
      clear();
      const rows = renderRows(stages, columns, paint);
      write(rows.map((row) => `${row}\n`).join(''));
      drawn = rows.length;
    },
  };
}
