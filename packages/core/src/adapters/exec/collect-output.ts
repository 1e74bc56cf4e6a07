import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { ExecOptions } from '../../ports/exec.ts';
import type { Redactor } from '../../util/mask.ts';

/** What a child has printed, once it has ended. */
export interface Collected {
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads both streams as they come: whole text for the caller, redacted lines for `onLine`. Call the result at the end. */
export function collectOutput(
  child: ChildProcess,
  options: ExecOptions,
  redactor: Redactor,
): () => Collected {
  const collect = (name: 'stdout' | 'stderr'): (() => string) => {
    const decoder = new StringDecoder('utf8');
    const keep = name === 'stderr' || options.discardStdout !== true;
    const chunks: string[] = [];
    const parts: string[] = []; // of a line that has no end yet
    const sayLine = (end: string): void => {
      const line = parts.splice(0).join('') + end;
      options.onLine?.(redactor.redact(line.replace(/\r$/, '')), name);
    };
    const feed = (text: string): void => {
      if (keep) chunks.push(text);
      if (options.onLine === undefined) return;
      const ends = text.split('\n');
      const rest = ends.pop() ?? '';
      for (const end of ends) sayLine(end);
      if (rest !== '') parts.push(rest);
    };
    child[name]?.on('data', (chunk: Buffer) => feed(decoder.write(chunk)));
    return () => {
      feed(decoder.end());
      if (parts.length > 0) sayLine('');
      return chunks.join('');
    };
  };
  const [stdout, stderr] = [collect('stdout'), collect('stderr')];
  return () => ({ stdout: stdout(), stderr: stderr() });
}
