import { posix } from 'node:path';
import { type Import, importsOf } from './imports.ts';

/** The sources and tests of the checkout: path → text. */
export type Sources = ReadonlyMap<string, string>;

/** For each file that a start file comes to, over how many imports at least. */
export type Reach = ReadonlyMap<string, number>;

/** Follows imports to the files that define what is imported; files that only hand names on count for nothing. */
export class ImportGraph {
  readonly #sources: Sources;
  readonly #imports = new Map<string, readonly Import[]>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Everything that a file comes to, itself left out. */
  reach(start: string): Reach {
    const found = new Map<string, number>([[start, 0]]);
    for (const [file, distance] of found) {
      for (const next of this.#neighbours(file)) if (!found.has(next)) found.set(next, distance + 1);
    }
    found.delete(start);
    return found;
  }

  #importsOf(file: string): readonly Import[] {
    const known = this.#imports.get(file);
    if (known !== undefined) return known;
    const read = importsOf(this.#sources.get(file) ?? '');
    this.#imports.set(file, read);
    return read;
  }

  #neighbours(file: string): readonly string[] {
    return this.#importsOf(file)
      .filter(({ exported }) => !exported)
      .flatMap(({ from, names }) => {
        const target = this.#resolve(file, from);
        if (target === undefined) return [];
        return names.flatMap(([theirs]) =>
          theirs === '*' ? this.#all(target) : this.#definers(target, theirs),
        );
      });
  }

  /** The file and all those whose names it hands on. */
  #all(file: string): readonly string[] {
    const handed = this.#importsOf(file).filter(({ exported }) => exported);
    const targets = handed.map(({ from }) => this.#resolve(file, from)).filter((path) => path !== undefined);
    return [file, ...targets.flatMap((path) => this.#all(path))];
  }

  /**
   * The file that defines a name that another offers; that one itself when it is not seen to hand it on. Behind a name that
   * stands for a whole file are all that this file hands on.
   */
  #definers(file: string, name: string): readonly string[] {
    return this.#handedOn(file, name) ?? [file];
  }

  #handedOn(file: string, name: string): readonly string[] | undefined {
    for (const { from, names, exported } of this.#importsOf(file)) {
      const target = exported ? this.#resolve(file, from) : undefined;
      if (target === undefined) continue;
      const theirs = names.find(([, ours]) => ours === name)?.[0];
      if (theirs === '*') return this.#all(target);
      if (theirs !== undefined) return this.#definers(target, theirs);
      if (names.some(([word]) => word === '*')) {
        const below = this.#handedOn(target, name) ?? (this.#defines(target, name) ? [target] : undefined);
        if (below !== undefined) return below;
      }
    }
    return undefined;
  }

  #defines(file: string, name: string): boolean {
    const word = name.replaceAll('$', '\\$');
    return new RegExp(`^export (?:async )?\\w+ ${word}\\b`, 'm').test(this.#sources.get(file) ?? '');
  }

  #resolve(importer: string, from: string): string | undefined {
    const own = /^@fairlead\/(action-)?([^/]+)(?:\/(.+))?$/.exec(from);
    const path = own
      ? posix.join(
          own[1] === undefined ? 'packages' : 'actions',
          own[2] ?? '',
          'src',
          own[3] ?? '',
          'index.ts',
        )
      : posix.join(posix.dirname(importer), from);
    return (own || from.startsWith('.')) && this.#sources.has(path) ? path : undefined;
  }
}
