/** Takes text as it comes, gives whole lines; a last line needs no line end. */
export interface LineSplitter {
  push(text: string): void;
  /** There is no more; gives what is left. */
  end(): void;
}

/** Cuts a stream of text into lines, without their ends (`\n` or `\r\n`). */
export function lineSplitter(onLine: (line: string) => void): LineSplitter {
  const parts: string[] = []; // of a line that has no end yet: joined once, however many chunks it came in
  const say = (end: string): void => onLine((parts.splice(0).join('') + end).replace(/\r$/, ''));
  return {
    push: (text) => {
      const ends = text.split('\n');
      const rest = ends.pop() ?? '';
      for (const end of ends) say(end);
      if (rest !== '') parts.push(rest);
    },
    end: () => {
      if (parts.length > 0) say('');
    },
  };
}
