import type { ProxyModule } from '@fairlead/testkit';

/** Packages of the program's own, and the small modules below them. */
const PACKAGES = 40;
const MODULES = 30;

/** Files by path. */
export type Tree = Readonly<Record<string, string>>;

/** A module of the local proxy, version by version. */
export function dependencyModules(): readonly ProxyModule[] {
  return Array.from({ length: MODULES }, (_, index) =>
    ['v1.0.0', 'v1.1.0'].map((version) => ({
      path: modulePath(index),
      version,
      files: { 'lib.go': functions('lib', 12, `${version} ${index}`) },
    })),
  ).flat();
}

/**
 * A service of 40 packages: each imports two that lie below it and one module. Of the standard library it has what
 * takes seconds to compile, not a minute: a run is to end in a few. The same text in every run.
 */
export function program(sum: string): Tree {
  const files: Record<string, string> = {
    'go.mod': goMod(),
    'go.sum': pinned(sum, 'v1.0.0'),
    'README.md': '# shop\n',
    'page.html': '<p>one</p>\n',
    'cmd/shop/main.go': MAIN,
    'cmd/shop/page.html': '<p>one</p>\n',
  };
  for (let index = 0; index < PACKAGES; index++) files[`${packageDir(index)}/code.go`] = source(index);
  return files;
}

/** The program with one module in its next version. */
export function bumped(files: Tree, sum: string): Tree {
  const path = modulePath(0);
  const others = (files['go.sum'] ?? '').split('\n').filter((line) => !line.startsWith(`${path} `));
  const next = sum.split('\n').filter((line) => line.startsWith(`${path} v1.1.0`));
  return {
    ...files,
    'go.mod': (files['go.mod'] ?? '').replace(`${path} v1.0.0`, `${path} v1.1.0`),
    'go.sum': [...next, ...others].join('\n'),
  };
}

/** The folder of a package; 0 is imported by the program alone, the last ones by many. */
export function packageDir(index: number): string {
  return `internal/p${String(index).padStart(2, '0')}`;
}

const MAIN = `package main

import (
	_ "embed"
	"encoding/json"
	"os"
	"text/template"

	"example.com/shop/internal/p00"
	"example.com/shop/internal/p01"
	"example.com/shop/internal/p02"
)

//go:embed page.html
var page string

func main() {
	sums := []int{p00.F0(1), p01.F0(2), p02.F0(3)}
	_ = json.NewEncoder(os.Stdout).Encode(sums)
	_ = template.Must(template.New("page").Parse(page)).Execute(os.Stdout, sums)
}
`;

function goMod(): string {
  const needed = Array.from({ length: MODULES }, (_, index) => `\t${modulePath(index)} v1.0.0`);
  return `module example.com/shop\n\ngo 1.24\n\nrequire (\n${needed.join('\n')}\n)\n`;
}

function pinned(sum: string, version: string): string {
  return `${sum
    .split('\n')
    .filter((line) => line.includes(` ${version}`))
    .join('\n')}\n`;
}

function modulePath(index: number): string {
  return `example.com/m${String(index).padStart(2, '0')}`;
}

function source(index: number): string {
  const below = [index * 2 + 3, index * 2 + 4].filter((next) => next < PACKAGES);
  const own = below.map((next) => `example.com/shop/${packageDir(next)}`);
  const module = modulePath(index % MODULES);
  const imports = [...own, module].map((path) => `\t"${path}"`).join('\n');
  const calls = [...own.map((path) => `${path.split('/').at(-1)}.F0(n)`), 'lib.F0(n)'].join(' + ');
  const name = packageDir(index).split('/').at(-1) ?? '';
  const body = functions(name, 25, String(index)).replace(/^package .*\n/, '');
  return `package ${name}\n\nimport (\n${imports}\n)\n\nfunc Sum(n int) int { return ${calls} }\n${body}`;
}

/** Functions that give the compiler something to do. */
function functions(name: string, count: number, salt: string): string {
  const bodies = Array.from({ length: count }, (_, index) => {
    const steps = Array.from(
      { length: 12 },
      (_, step) =>
        `\tif n%${step + 2} == ${index % (step + 2)} {\n\t\ttext += table[n%len(table)]\n\t\tn += ${step + index}\n\t}`,
    );
    return `func F${index}(n int) int {\n\ttable := []string{"a${salt}", "b", "c"}\n\ttext := ""\n${steps.join('\n')}\n\treturn n + len(text)\n}`;
  });
  return `package ${name}\n\n${bodies.join('\n\n')}\n`;
}
