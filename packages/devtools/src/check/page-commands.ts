/** A command that a page shows in a block for a shell. */
export interface PageCommand {
  readonly path: string;
  /** The whole command, on one line and without its comment. */
  readonly shown: string;
}

/** Languages of blocks in which somebody reads what to type. Others are files, pictures or output. */
const SHELL = new Set(['', 'sh', 'bash', 'console']);

/** What begins a line that is to be typed: a program, after variables. */
const PROGRAM =
  /^(?:[A-Z][A-Z0-9_-]*=\S+ )*(?:npm|npx|node|act|env|fairlead|kind|nsenter|git|gh|gpg|cosign|docker|helm|kubectl|sha256sum|slsa-verifier) /;

/** Commands in a page's blocks for a shell. */
export function pageCommands(path: string, text: string): readonly PageCommand[] {
  const blocks = [...text.matchAll(/^ *```(\S*)[^\n]*\n(.*?)^ *```$/gms)];
  return blocks
    .filter(([, language = '']) => SHELL.has(language))
    .flatMap(([, , body = '']) => body.replaceAll(/ *\\\n */g, ' ').split('\n'))
    .map((line) =>
      line
        .trim()
        .replace(/^\$ /, '')
        .replace(/ +# .*$/, ''),
    )
    .filter((line) => PROGRAM.test(`${line} `))
    .map((shown) => ({ path, shown }));
}
