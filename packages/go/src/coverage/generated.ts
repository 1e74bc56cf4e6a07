/**
 * Whether Go source carries the standard header of generated files: a line comment of this exact form before the
 * first text that is neither comment nor blank. Source: https://go.dev/s/generatedcode.
 */
export function isGenerated(source: string): boolean {
  const header = /^\/\/ Code generated .* DO NOT EDIT\.$/;
  let inComment = false;
  for (const raw of source.split('\n')) {
    const line = raw.replace(/\r$/, '');
    if (inComment) {
      inComment = !line.includes('*/');
    } else if (header.test(line)) {
      return true;
    } else if (line.trimStart().startsWith('/*')) {
      inComment = !line.includes('*/');
    } else if (line.trim() !== '' && !line.trimStart().startsWith('//')) {
      return false;
    }
  }
  return false;
}
