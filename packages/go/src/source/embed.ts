/** The patterns of a file's `//go:embed` lines, relative to its folder, as written (https://pkg.go.dev/embed). */
export function embedPatterns(source: string): readonly string[] {
  return [...source.matchAll(/^\/\/go:embed[ \t]+(.+)$/gm)]
    .flatMap(([, words = '']) => [...words.matchAll(/"([^"]*)"|`([^`]*)`|(\S+)/g)])
    .map((match) => (match[1] ?? match[2] ?? match[3] ?? '').replace(/^all:/, ''))
    .filter((pattern) => pattern !== '');
}

/**
 * Whether a pattern embeds a file: it fits the file, or a folder that the file is in. Both are relative to the package, the
 * path with `/`. Hidden files of an embedded folder count too.
 */
export function isEmbedded(path: string, pattern: string): boolean {
  const parts = path.split('/');
  const match = compilePattern(pattern);
  return parts.some((_, index) => match.test(parts.slice(0, index + 1).join('/')));
}

/** Whether something that a pattern fits may lie below a folder: the pattern's beginning fits the folder. */
export function mayEmbedBelow(folder: string, pattern: string): boolean {
  const [parts, depth] = [pattern.split('/'), folder.split('/').length];
  return depth < parts.length && compilePattern(parts.slice(0, depth).join('/')).test(folder);
}

/** A pattern of path.Match (https://pkg.go.dev/path#Match). */
function compilePattern(pattern: string): RegExp {
  const body = pattern.replace(
    /\\(.)|\*|\?|\[(\^?)((?:\\.|[^\]\\])*)\]|[\s\S]/g,
    (part, literal, not, set) => {
      if (literal !== undefined) return quote(String(literal));
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      if (part.length > 1) return `[${String(not)}${String(set).replaceAll('[', '\\[')}]`;
      return quote(part);
    },
  );
  try {
    return new RegExp(`^${body}$`);
  } catch {
    return /(?!)/; // as `[z-a]`, which the go command refuses
  }
}

function quote(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
