import { StringDecoder } from 'node:string_decoder';

import { CUT } from './bound.ts';
import { LIMITS } from './limits.ts';
import { countOf } from './words.ts';

/** Takes text as it comes, gives whole lines; a last line needs no line end. */
export interface LineSplitter {
  push(text: string): void;
  /** There is no more; gives what is left. */
  end(): void;
}

/**
 * Cuts a stream of text into lines, without their ends (`\n` or `\r\n`). What a line has beyond `longest` characters is
 * left out and counted: a flood without a line end neither fills the memory nor becomes a line.
 */
export function lineSplitter(
  onLine: (line: string) => void,
  longest: number = LIMITS.programLine,
): LineSplitter {
  const parts: string[] = []; // of a line that has no end yet: joined once, however many chunks it came in
  let room = longest;
  let left = 0;
  const keep = (text: string): void => {
    const kept = text.length <= room ? text : text.slice(0, room);
    if (kept !== '') parts.push(kept);
    room -= kept.length;
    left += text.length - kept.length;
  };
  const say = (end: string): void => {
    keep(end);
    const line = parts.splice(0).join('');
    onLine(left === 0 ? line.replace(/\r$/, '') : `${line}${CUT}${countOf(left, 'more character')})`);
    room = longest;
    left = 0;
  };
  return {
    push: (text) => {
      const ends = text.split('\n');
      const rest = ends.pop() ?? '';
      for (const end of ends) say(end);
      keep(rest);
    },
    end: () => {
      if (parts.length > 0 || left > 0) say('');
    },
  };
}

/** Hands over a stream line by line, however it was cut into chunks; a last line needs no line end. */
export function readLines(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
  onText: (text: string) => void = () => {},
): void {
  const decoder = new StringDecoder('utf8');
  const lines = lineSplitter(onLine);
  const take = (text: string): void => {
    onText(text);
    lines.push(text);
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  stream.on('end', () => {
    take(decoder.end());
    lines.end();
  });
}
