import { fieldMeta } from '../inputs/field.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';
import { markdownTable } from '../render/markdown.ts';
import { oneLine } from '../util/words.ts';
import type { Difference } from './settings.ts';

/** As much of a value as people need to recognise it; it may be anything that fits into a config file. */
const SHOWN = 120;

/** As much of a value as an output has room for. */
const LISTED = 1000;
const HIDDEN = 'set, not shown';

/** A difference in the words of both sides. */
export interface ShownDifference {
  readonly input: string;
  readonly base: string;
  readonly head: string;
}

/** Both values as people see them: on one line, with the default where a file says nothing, never a hidden one. */
export function showDifference(shape: InputShape, { input, base, head }: Difference): ShownDifference {
  const meta = shape[input] === undefined ? undefined : fieldMeta(shape[input]);
  const show = (text: string | undefined): string => {
    if (text === undefined)
      return meta?.default === undefined ? 'not set' : `${clip(meta.default)} (default)`;
    return isHidden(shape, input) ? HIDDEN : clip(text);
  };
  return { input, base: show(base), head: show(head) };
}

/** Both values for other programs: as they stand in the files, null where a file says nothing, cut where they are long. */
export function listDifference(
  shape: InputShape,
  { input, base, head }: Difference,
): Readonly<Record<'input' | 'base' | 'head', string | null>> {
  const value = (text: string | undefined): string | null => {
    if (text === undefined) return null;
    return isHidden(shape, input) ? HIDDEN : text.slice(0, LISTED);
  };
  return { input, base: value(base), head: value(head) };
}

/** All of them in one line. */
export function differenceLine(differences: readonly ShownDifference[]): string {
  return differences.map(({ input, base, head }) => `${input} ${base} → ${head}`).join('; ');
}

/** All of them as a table. */
export function differenceTable(
  differences: readonly ShownDifference[],
  columns: { readonly base: string; readonly head: string },
): string {
  return markdownTable(
    ['Input', columns.base, columns.head],
    differences.map(({ input, base, head }) => [input, base, head]),
  );
}

function isHidden(shape: InputShape, input: string): boolean {
  const meta = shape[input] === undefined ? undefined : fieldMeta(shape[input]);
  return meta?.unquoted === true || meta?.secret === true;
}

function clip(text: string): string {
  const line = oneLine(text).trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN)}…`;
}
