import { countOf } from '@fairlead/core';

/** Lines that are kept: the first ones tell what, the last ones how it ended. */
const KEPT_LINES = 400;
/** Characters of them, so that thousands of failed tests fit into the memory. */
const KEPT_CHARACTERS = 100_000;
const LINE_CHARACTERS = 2_000;
/** Of a longer line: how much of its end. */
const END_CHARACTERS = 400;

/** What the testing package itself says begins a line, also after output that a test did not end with a break. */
const BEGINS = /^(\s+\S+\.go:\d+: |\s*--- [A-Z]+: )/;

/** The head and the tail of what a test or package printed, in lines, however much it is. */
export class OutputLines {
  #head: string[] = [];
  #tail: string[] = [];
  #size = 0;
  #dropped = 0;
  /** The last line has no break yet: long lines come in pieces. */
  #open = false;

  /** Takes what one event printed: a line with its break, or a piece of one. */
  add(text: string): void {
    const line = text.replace(/\r?\n$/, '');
    if (this.#open && !BEGINS.test(line)) this.#continue(line);
    else this.#push(shorten(line));
    this.#open = !text.endsWith('\n');
  }

  /** The lines, with a note where some were left out. */
  toArray(): readonly string[] {
    const note = this.#dropped === 0 ? [] : [`… ${countOf(this.#dropped, 'line')} left out …`];
    return [...this.#head, ...note, ...this.#tail];
  }

  /** Takes out the lines after the last one that fits; all of them stay when none fits. */
  takeAfter(pattern: RegExp): readonly string[] {
    const lines = this.#tail.length > 0 ? this.#tail : this.#head;
    const at = lines.findLastIndex((line) => pattern.test(line));
    return at === -1 ? [] : lines.splice(at + 1);
  }

  /** Characters that are kept. */
  get size(): number {
    return this.#size;
  }

  /** Keeps the last lines, up to so many characters. */
  shorten(characters: number): void {
    const lines = [...this.#head, ...this.#tail];
    let left = characters;
    const from = lines.findLastIndex((line) => {
      left -= line.length;
      return left < 0;
    });
    this.#head = [];
    this.#tail = from === -1 ? lines : lines.slice(from + 1);
    this.#dropped += from + 1;
    this.#size = this.#tail.reduce((sum, line) => sum + line.length, 0);
  }

  clear(): void {
    this.#head = [];
    this.#tail = [];
    this.#size = 0;
    this.#dropped = 0;
  }

  #push(line: string): void {
    const fits = this.#tail.length === 0 && this.#head.length < KEPT_LINES / 2;
    (fits && this.#size < KEPT_CHARACTERS / 2 ? this.#head : this.#tail).push(line);
    this.#size += line.length;
    while (this.#tail.length > KEPT_LINES / 2 || (this.#size > KEPT_CHARACTERS && this.#tail.length > 1)) {
      this.#size -= this.#tail.shift()?.length ?? 0;
      this.#dropped += 1;
    }
  }

  #continue(piece: string): void {
    const lines = this.#tail.length > 0 ? this.#tail : this.#head;
    const last = lines.pop() ?? '';
    const line = shorten(last + piece);
    lines.push(line);
    this.#size += line.length - last.length;
  }
}

function shorten(line: string): string {
  if (line.length <= LINE_CHARACTERS) return line;
  return `${line.slice(0, LINE_CHARACTERS - END_CHARACTERS)} … ${line.slice(-END_CHARACTERS)}`;
}
