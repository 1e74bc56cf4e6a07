/** Splits the stream of JSON objects of `go … -json`: it indents them with tabs, so a closing brace at the start of a line ends one. */
export function splitObjects(text: string): readonly string[] {
  return text.split(/(?<=^\})\n/m).filter((part) => part.trim() !== '');
}
