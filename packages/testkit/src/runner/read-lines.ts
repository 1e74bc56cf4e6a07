import { StringDecoder } from 'node:string_decoder';
import { lineSplitter } from '@fairlead/core';

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
