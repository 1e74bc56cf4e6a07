import { basename, dirname, extname, relative } from 'node:path';
import { isInside } from '../modules/discover-modules.ts';
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
  return node.embeds.some((pattern) => isEmbedded(path, node.dir, pattern));
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

function isEmbedded(path: string, dir: string, pattern: string): boolean {
  if (!isInside(path, dir)) return false;
  const parts = relative(dir, path).replaceAll('\\', '/').split('/');
  const match = compilePattern(pattern.replace(/^all:/, ''));
  return parts.some((_, index) => match.test(parts.slice(0, index + 1).join('/')));
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
  return new RegExp(`^${body}$`);
}

function quote(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
