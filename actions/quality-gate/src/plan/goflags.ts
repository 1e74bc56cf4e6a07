/** The words of GOFLAGS that set one of these flags, as they are written; a flag that is switched off is none. */
export function flagsIn(goflags: string, names: readonly string[]): readonly string[] {
  return goflags
    .split(/\s+/)
    .map((word) => word.replace(/^['"]|['"]$/g, ''))
    .filter((word) => {
      const [, name = '', value = ''] = /^--?(?:test\.)?([^=]+)=?(.*)$/.exec(word) ?? [];
      return names.includes(name) && !/^(0|f|false)$/i.test(value);
    });
}
