/** The text of a workflow command as it was before `::` and line breaks were written into one line. */
export function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
