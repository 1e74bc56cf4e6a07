import { StringDecoder } from 'node:string_decoder';

/** Hands over a stream line by line, however it was cut into chunks; a last line needs no line end. */
export function readLines(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
  onText: (text: string) => void = () => {},
): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    onText(text);
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    parts.forEach(onLine);
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  stream.on('end', () => {
    take(decoder.end());
    if (rest !== '') onLine(rest);
  });
}
