import { resolve } from 'node:path';
import { ToolError } from '@fairlead/core';
import { type GoModule, type GoPackage, isInside, parseCompileErrors } from '@fairlead/go';

/** What the go command says of packages that are not for this target, or of patterns that fit nothing: no failure. */
const LEFT_OUT = /build constraints exclude all Go files|matched no packages|no Go files in/;

/** Whether an error of a listed package only says that there is nothing to build. */
export function isLeftOut(error: string): boolean {
  return LEFT_OUT.test(error);
}

/** The error for a folder of which the go command cannot tell what package it holds. */
export function explainUnreadable(
  { dir, importPath, error = '' }: GoPackage,
  modules: readonly { readonly module: GoModule }[],
  show: (path: string) => string,
): ToolError {
  const owner = modules.find(({ module }) => dir === '' || isInside(dir, module.dir));
  const cwd = owner?.module.dir ?? dir;
  const place = parseCompileErrors(error, { cwd, root: cwd })[0];
  const file = place === undefined ? undefined : show(resolve(cwd, place.file));
  const where = file === undefined ? (dir === '' ? importPath : show(dir)) : `${file}:${place?.line}`;
  return new ToolError({
    code: 'GO_LIST_FAILED',
    message: `${where}: this package cannot be read: ${place?.message ?? error.split('\n')[0]}`,
    hint: 'correct it, put files that are no Go code below testdata or a folder that starts with _, or name what to build in packages',
    location: file === undefined ? undefined : { file, line: place?.line, column: place?.column },
    argv: ['go', 'list'],
    lastLines: error.split('\n'),
  });
}
