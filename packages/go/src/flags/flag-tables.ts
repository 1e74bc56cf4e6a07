/** What a flag of the go command or of its tools can do. `program`: it chooses what is run, or what is linked in. */
export type FlagClass = 'plain' | 'program';

/** How a flag is written. `alone`: never with a value behind a space. `value`: with one, behind `=` or a space. */
export interface FlagRule {
  readonly class: FlagClass;
  readonly form: 'alone' | 'value';
}

/** The flags of one program that are let through; all others are refused. */
export type FlagTable = Readonly<Record<string, FlagRule>>;

function table(words: Readonly<Record<FlagClass, Readonly<Record<FlagRule['form'], string>>>>): FlagTable {
  const rules: Record<string, FlagRule> = {};
  for (const kind of ['plain', 'program'] as const)
    for (const form of ['alone', 'value'] as const)
      for (const name of words[kind][form].split(' ').filter((word) => word !== ''))
        rules[name] = { class: kind, form };
  return rules;
}

/** `go tool link -help`, without what reads or writes files of its own or changes what the go command relies on. */
export const linkerFlags: FlagTable = table({
  plain: {
    alone: 's w aslr bindnow compressdwarf checklinkname v',
    value: 'X B H T R E D buildid buildmode randlayout strictdups funcalign',
  },
  program: { alone: 'linkshared', value: 'extld extldflags extar linkmode libgcc L I r pluginpath' },
});

/** `go tool compile -help`, likewise. */
export const compilerFlags: FlagTable = table({
  plain: {
    alone:
      'N l B m S e C L j K E t v w W live wb dwarf dwarflocationlists dwarfbasentries smallframes clobberdead clobberdeadreg shared dynlink %',
    value: 'c spectre lang gendwarfinl goversion',
  },
  program: { alone: '', value: 'd env' },
});

/** Flags that `go build`, `go test` and `go vet` share (`go help build`). */
export const goBuildFlags: FlagTable = table({
  plain: {
    alone: 'a race msan asan v x work trimpath modcacherw linkshared buildvcs cover',
    value: 'p tags mod covermode coverpkg buildmode',
  },
  program: {
    alone: '',
    value:
      'toolexec overlay modfile C exec vettool ldflags gcflags asmflags gccgoflags compiler pkgdir installsuffix pgo',
  },
});

/** Flags of `go test` beside those (`go help testflag`). What writes files is of class program: it names any place. */
export const goTestFlags: FlagTable = {
  ...goBuildFlags,
  ...table({
    plain: {
      alone: 'benchmem failfast fullpath short artifacts json',
      value:
        'bench benchtime count cpu fuzz fuzztime fuzzminimizetime list parallel run skip shuffle timeout vet',
    },
    program: {
      alone: 'c i',
      value:
        'o outputdir coverprofile blockprofile blockprofilerate cpuprofile memprofile memprofilerate mutexprofile mutexprofilefraction trace',
    },
  }),
};
