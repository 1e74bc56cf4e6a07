import { rm } from 'node:fs/promises';
import { writeModuleProxy } from '@fairlead/testkit';
import { dependencyModules, MODULES, modulePath } from './dependency-modules.ts';
import { functions } from './functions.ts';
import type { Program, Tree } from './program.ts';

/** Packages of the program's own. */
const PACKAGES = 40;

/**
 * A service of 40 packages on 150 modules: each imports two packages that lie below it and four modules. Of the standard
 * library it has what takes seconds to compile, not a minute: a run is to end in minutes. The same text in every run.
 */
export async function generatedProgram(): Promise<Program> {
  const { url, folder, sum } = await writeModuleProxy(dependencyModules());
  return {
    name: 'generated',
    folder: undefined,
    files: sources(sum),
    main: './cmd/shop',
    binary: 'shop',
    proxy: url,
    edits: [code(0), code(39), code(1), code(2)],
    embedded: 'cmd/shop/page.html',
    bump: (files) => bumped(files, sum),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function sources(sum: string): Tree {
  const files: Record<string, string> = {
    'go.mod': goMod(),
    'go.sum': pinned(sum, 'v1.0.0'),
    'README.md': '# shop\n',
    'cmd/shop/main.go': MAIN,
    'cmd/shop/page.html': '<p>one</p>\n',
  };
  for (let index = 0; index < PACKAGES; index++) files[code(index)] = source(index);
  return files;
}

/** With the first module in its next version. */
function bumped(files: Tree, sum: string): Tree {
  const path = modulePath(0);
  const others = (files['go.sum'] ?? '').split('\n').filter((line) => !line.startsWith(`${path} `));
  const next = sum.split('\n').filter((line) => line.startsWith(`${path} v1.1.0`));
  return {
    ...files,
    'go.mod': (files['go.mod'] ?? '').replace(`${path} v1.0.0`, `${path} v1.1.0`),
    'go.sum': [...next, ...others].join('\n'),
  };
}

/** The file of a package; 0 is imported by the program alone, the last ones by many. */
function code(index: number): string {
  return `internal/${nameOf(index)}/code.go`;
}

function nameOf(index: number): string {
  return `p${String(index).padStart(2, '0')}`;
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

/** Modules of a package: all packages together import each of them. */
const IN_A_PACKAGE = Math.ceil(MODULES / PACKAGES);

function source(index: number): string {
  const below = [index * 2 + 3, index * 2 + 4].filter((next) => next < PACKAGES).map(nameOf);
  const modules = Array.from({ length: IN_A_PACKAGE }, (_, at) => (index * IN_A_PACKAGE + at) % MODULES);
  const imports = [
    ...below.map((name) => `\t"example.com/shop/internal/${name}"`),
    ...modules.map((module, at) => `\tlib${at} "${modulePath(module)}"`),
  ].join('\n');
  const calls = [...below, ...modules.map((_, at) => `lib${at}`)].map((name) => `${name}.F0(n)`).join(' + ');
  const name = nameOf(index);
  const body = functions(name, 25, String(index)).replace(/^package .*\n/, '');
  return `package ${name}\n\nimport (\n${imports}\n)\n\nfunc Sum(n int) int { return ${calls} }\n${body}`;
}
