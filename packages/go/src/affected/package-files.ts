import { basename, dirname, extname, relative } from 'node:path';
import { isInside } from '../modules/discover-modules.ts';
import { isEmbedded } from '../source/embed.ts';
import { isSource } from '../source/walk-sources.ts';
import { holdsFor, tagsOfName } from '../targets/known-platforms.ts';
import type { Target } from '../targets/target.ts';
import type { GraphPackage } from './graph.ts';

/** Whether a path that has changed, was added or removed is, or may have been, part of a package. */
export function belongsTo(path: string, node: GraphPackage, target: Pick<Target, 'os' | 'arch'>): boolean {
  if (node.dir === '') return false;
  if (isInside(node.dir, path)) return true; // a submodule, a link, or a file where there is a folder now
  if (dirname(path) === node.dir && isPart(basename(path), target)) return true;
  if (node.cgo && IN_C.has(extname(path))) return true;
  if (!isInside(path, node.dir)) return false;
  const inPackage = relative(node.dir, path).replaceAll('\\', '/');
  return node.embeds.some((pattern) => isEmbedded(inPackage, pattern.replace(/^all:/, '')));
}

/** Kinds of files that C code is made of, wherever they lie. */
const IN_C = new Set('.c .cc .cpp .cxx .h .hh .hpp .hxx .m .mm .inc .a .o .so .dylib .lib .dll'.split(' '));

/** A file that the go command reads in a package's folder, its name allowing. A constraint inside may have been another. */
function isPart(name: string, target: Pick<Target, 'os' | 'arch'>): boolean {
  if (name === 'default.pgo') return true;
  return (
    isSource(name) && !name.endsWith('_test.go') && tagsOfName(name).every((tag) => holdsFor(target, tag))
  );
}
