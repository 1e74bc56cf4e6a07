import type { ProxyModule } from '@fairlead/testkit';
import { functions } from './functions.ts';

/** The small modules below the generated program, and how many of them have a next version. */
export const MODULES = 150;
const WITH_NEXT = 1;

/** Folders of a module that the program imports nothing from, as with most of most modules. */
const UNUSED = ['client', 'codec', 'server', 'sink', 'trace'];
/** Functions in each of their files: about 9 KB, which a zip makes a quarter of. */
const IN_A_FILE = 30;

/** The modules of the local proxy, version by version. */
export function dependencyModules(): readonly ProxyModule[] {
  return Array.from({ length: MODULES }, (_, index) =>
    (index < WITH_NEXT ? ['v1.0.0', 'v1.1.0'] : ['v1.0.0']).map((version) => ({
      path: modulePath(index),
      version,
      files: moduleFiles(index, version),
    })),
  ).flat();
}

/** Path of a module. */
export function modulePath(index: number): string {
  return `example.com/m${String(index).padStart(3, '0')}`;
}

/**
 * A module of several packages: one that is imported, one that this imports, and others that nobody does, with tests and
 * documents. The same text in every run, and no line of the others' twice: text that repeats would weigh nothing when it is packed.
 */
function moduleFiles(index: number, version: string): Readonly<Record<string, string>> {
  const words = createWords(index);
  const path = modulePath(index);
  const files: Record<string, string> = {
    'README.md': prose(words, 40),
    LICENSE: prose(words, 60),
    'lib.go': functions('lib', 12, `${version} ${index}`).replace(
      '\n\n',
      `\n\nimport "${path}/internal/table"\n\nvar Names = table.Names\n\n`,
    ),
    'lib_test.go': code(words, 'lib', 'inner'),
    'internal/table/table.go': `package table\n\nvar Names = []string{"${words()}", "${words()}"}\n`,
  };
  for (const name of UNUSED) {
    files[`${name}/${name}.go`] = code(words, name, 'own');
    files[`${name}/${name}_test.go`] = code(words, name, 'inner');
  }
  return files;
}

type Words = () => string;

/** Words by a linear congruential generator, seeded by the module (Numerical Recipes, "ranqd1"). */
function createWords(seed: number): Words {
  let state = (seed + 1) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  return () => {
    const length = 4 + ((next() >>> 16) % 6);
    return Array.from({ length }, () => String.fromCharCode(97 + ((next() >>> 16) % 26))).join('');
  };
}

function prose(words: Words, lines: number): string {
  return Array.from({ length: lines }, () => `${Array.from({ length: 10 }, words).join(' ')}\n`).join('');
}

function code(words: Words, name: string, kind: 'own' | 'inner'): string {
  const bodies = Array.from({ length: IN_A_FILE }, () => {
    const [function_, parameter, local] = [words(), words(), words()];
    const exported = `${kind === 'own' ? 'X' : 'x'}${function_}`;
    return [
      `// ${exported} ${words()} ${words()} ${words()}.`,
      `func ${exported}(${parameter} int) string {`,
      `\t${local} := "${words()} ${words()}"`,
      `\tif ${parameter} > len(${local}) {`,
      `\t\treturn "${words()}" + ${local}`,
      '\t}',
      `\treturn ${local}`,
      '}',
    ].join('\n');
  });
  return `package ${name}\n\n${bodies.join('\n\n')}\n`;
}
