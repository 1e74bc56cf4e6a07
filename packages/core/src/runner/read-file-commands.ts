import { unescapeData } from './unescape-data.ts';

/**
 * Reads a file through which a step speaks to its runner: `name=value` and `name<<delimiter … delimiter`.
 * @throws Error for what the real runner refuses: a line of another form, no name, a delimiter that does not come back.
 */
export function readFileCommands(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const heredoc = /^([^=]+?)<<(.+)$/.exec(line);
    if (heredoc !== null) {
      const [, name = '', delimiter = ''] = heredoc;
      const end = lines.indexOf(delimiter, index + 1);
      if (end < 0) throw new Error(`matching delimiter not found: ${delimiter}`);
      found[name] = lines.slice(index + 1, end).join('\n');
      index = end;
      continue;
    }
    const at = line.indexOf('=');
    if (at <= 0) throw new Error(`invalid format: ${line}`);
    found[line.slice(0, at)] = line.slice(at + 1);
  }
  return found;
}

/** A message that a step has put into the log for the runner to show. */
export interface LogAnnotation {
  readonly level: string;
  readonly message: string;
  /** As written: `title=…,file=…,line=…`. */
  readonly properties: string;
}

/** Reads `::error …::message` and friends out of a log. */
export function readAnnotations(log: string): readonly LogAnnotation[] {
  return [...log.matchAll(/^::(error|warning|notice)(?: ([^:]*(?:%3A[^:]*)*))?::(.*)$/gm)].map((match) => ({
    level: match[1] ?? '',
    properties: match[2] ?? '',
    message: unescapeData(match[3] ?? ''),
  }));
}
