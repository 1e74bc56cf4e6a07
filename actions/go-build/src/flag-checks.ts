import {
  checkFlags,
  compilerFlags,
  type FlagTable,
  linkerFlags,
  readPackageFlags,
  splitFlags,
} from '@fairlead/go';

/** `all=-s` is for packages; what is linked is named already, and the pattern would end up among our own flags. */
export function checkLinkerFlags(text: string): string | undefined {
  return /^["']?-/.test(text) ? checkAgainst(text, linkerFlags) : 'does not begin with a flag';
}

export function checkCompilerFlags(text: string): string | undefined {
  return checkAgainst(readPackageFlags(text).flags, compilerFlags);
}

/** The tool takes what is no flag for a file, and some flags for orders to write one: only what is known goes through. */
function checkAgainst(flags: string, table: FlagTable): string | undefined {
  const words = splitFlags(flags);
  if (words === undefined) return 'has a quote without an end';
  const { problems } = checkFlags(words, table);
  return problems.length === 0 ? undefined : problems.slice(0, 3).join(', ');
}
