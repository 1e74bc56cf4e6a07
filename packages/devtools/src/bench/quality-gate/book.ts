import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Where a number belongs: the part of the bench, the module, and the how-manieth. */
export interface Place {
  readonly part: string;
  readonly subject: string;
  readonly at: number;
}

/** What was measured so far, in a file: a bench that was interrupted goes on where it stood. */
export interface Book {
  find<T>(place: Place): T | undefined;
  /** Everything of a part, in the order of writing. */
  all<T>(part: string): readonly (Place & { readonly data: T })[];
  add(place: Place, data: unknown): Promise<void>;
}

type Line = Place & { readonly data: unknown };

/** Opens the file; a line that was torn by the interruption is measured again. */
export async function openBook(path: string): Promise<Book> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = new Map<string, Line>();
  for (const own of text.split('\n')) {
    const line = parseLine(own);
    if (line !== undefined) lines.set(nameOf(line), line);
  }
  await mkdir(dirname(path), { recursive: true });
  // what is torn has no end of its own
  if (text !== '' && !text.endsWith('\n')) await appendFile(path, '\n');
  return {
    find: <T>(place: Place) => lines.get(nameOf(place))?.data as T | undefined,
    all: <T>(part: string) =>
      [...lines.values()].filter((line) => line.part === part) as (Place & { readonly data: T })[],
    async add(place, data) {
      const line = { ...place, data };
      lines.set(nameOf(place), line);
      await appendFile(path, `${JSON.stringify(line)}\n`);
    },
  };
}

function nameOf({ part, subject, at }: Place): string {
  return `${part} ${subject} ${at}`;
}

function parseLine(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line>;
    const isWhole =
      typeof line.part === 'string' && typeof line.subject === 'string' && typeof line.at === 'number';
    return isWhole ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}
