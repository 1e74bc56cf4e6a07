import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { ExecOptions } from '../../ports/exec.ts';
import type { Redactor } from '../../secrets/redactor.ts';
import { keepText } from '../../util/keep-text.ts';
import { LIMITS } from '../../util/limits.ts';
import { lineSplitter } from '../../util/lines.ts';

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
    const kept = keep
      ? keepText(name === 'stderr' ? LIMITS.programText : Number.POSITIVE_INFINITY)
      : undefined;
    const lines = lineSplitter((line) => options.onLine?.(redactor.redact(line), name));
    const feed = (text: string): void => {
      kept?.push(text);
      if (options.onLine !== undefined) lines.push(text);
    };
    child[name]?.on('data', (chunk: Buffer) => feed(decoder.write(chunk)));
    return () => {
      feed(decoder.end());
      lines.end();
      return kept?.text() ?? '';
    };
  };
  const [stdout, stderr] = [collect('stdout'), collect('stderr')];
  return () => ({ stdout: stdout(), stderr: stderr() });
}
