import { join } from 'node:path';
import type { Files } from '@fairlead/core';
import {
  type CoverageBlock,
  type CoverageMode,
  formatCoverageProfile,
  parseCoverageProfile,
} from '../coverage/index.ts';
import type { TestOutcome } from '../testing/index.ts';
import type { KeyPart } from './closure-key.ts';
import { envelope, openEnvelope } from './envelope.ts';
import { shortHash, type TreeHashes } from './hash-tree.ts';
import { type KeptAnswers, readAnswers } from './kept-answers.ts';
import type { TestInput } from './test-log.ts';

/** A test result that may be used again while nothing that it depends on is different. */
export interface StoredResult {
  readonly key: string;
  readonly parts: readonly KeyPart[];
  /** What the test asked the system for, in the order of the log. */
  readonly inputs: readonly TestInput[];
  readonly states: readonly (readonly [string, string])[];
  readonly outcome: 'pass' | 'skip';
  readonly seconds: number;
  readonly tests: readonly (readonly [name: string, outcome: TestOutcome, seconds: number])[];
  /** The package's blocks of the coverage profile; undefined when coverage was not measured. */
  readonly profile: StoredProfile | undefined;
  /** Name of the tree that it was made in. */
  readonly tree: string;
}

/** The part of a profile that is one package's. */
export interface StoredProfile {
  readonly mode: CoverageMode;
  readonly blocks: readonly CoverageBlock[];
}

/** Where results are kept. One file for each, named by package, time and key. */
export interface ResultStore {
  /** The result under a key, if there is one, and the newest of the package otherwise: it explains what is different. */
  find(
    importPath: string,
    key: string,
  ): Promise<{ readonly exact?: StoredResult; readonly last?: StoredResult }>;
  save(importPath: string, result: StoredResult): Promise<void>;
  drop(importPath: string, key: string): Promise<void>;
  /** A tree as it was, to name the files that are different. */
  tree(name: string): Promise<TreeHashes>;
  saveTree(tree: TreeHashes): Promise<string>;
  /** What a program that reads code has said of packages; empty where nothing whole is kept. */
  answers(program: string): Promise<KeptAnswers>;
  saveAnswers(program: string, answers: KeptAnswers): Promise<void>;
}

/** A result that is older runs again: not everything that a test depends on can be seen. */
const OLDEST_MS = 7 * 24 * 3_600_000;
/** Results of one package, and trees, that are kept. */
const KEPT = 8;
/** Answers of one program about one package that are kept: the branches that are worked on at a time. */
const KEPT_ANSWERS = 4;

/** Opens the results in a folder. What cannot be read is not there. */
export async function openResultStore(files: Files, folder: string, now: number): Promise<ResultStore> {
  const names = new Set(
    (await files.list(folder)).filter((name) => /^[0-9a-f]{16}\.\d{13}\.[0-9a-f]{32}\.json$/.test(name)),
  );
  const of = (id: string): readonly string[] => [...names].filter((name) => name.startsWith(`${id}.`)).sort();
  const idOf = (text: string): string => shortHash(text).slice(0, 16);
  const isYoung = (at: number): boolean => Math.abs(now - at) <= OLDEST_MS;
  const isFresh = (name: string): boolean => isYoung(Number(name.split('.')[1]));
  const read = async (name: string | undefined): Promise<unknown> => {
    try {
      return name === undefined ? undefined : JSON.parse(await files.readText(join(folder, name)));
    } catch {
      return undefined;
    }
  };
  const write = async (id: string, key: string, text: string, most = KEPT): Promise<void> => {
    const name = `${id}.${String(now).padStart(13, '0')}.${key}.json`;
    await files.write(join(folder, name), text);
    names.add(name);
    const others = of(id).filter((one) => one !== name);
    for (const old of others.slice(0, Math.max(0, others.length + 1 - most))) {
      await files.remove(join(folder, old));
      names.delete(old);
    }
  };
  const trees = idOf('trees');
  return {
    async find(importPath, key) {
      const own = of(idOf(importPath));
      const exact = readResult(
        await read(own.findLast((name) => name.includes(`.${key}.`) && isFresh(name))),
        key,
      );
      if (exact !== undefined) return { exact };
      const last = readResult(await read(own.at(-1)), undefined);
      return last === undefined ? {} : { last };
    },
    save: (importPath, result) => write(idOf(importPath), result.key, formatResult(result)),
    async drop(importPath, key) {
      for (const name of of(idOf(importPath)).filter((one) => one.includes(`.${key}.`))) {
        await files.remove(join(folder, name));
        names.delete(name);
      }
    },
    async tree(name) {
      const found = await read(of(trees).find((one) => one.includes(`.${name}.`)));
      return new Map(isPairs(found) ? found : []);
    },
    async saveTree(tree) {
      const text = JSON.stringify([...tree]);
      const name = shortHash(text);
      await write(trees, name, text);
      return name;
    },
    async answers(program) {
      const found = openEnvelope(await read(of(idOf(`answers of ${program}`)).at(-1)));
      return readAnswers(found, isYoung);
    },
    async saveAnswers(program, answers) {
      const bounded = [...answers].map(([name, kept]) => [name, kept.slice(-KEPT_ANSWERS)]);
      const text = envelope(JSON.stringify(bounded));
      await write(idOf(`answers of ${program}`), shortHash(text), text, 1);
    },
  };
}

function formatResult({ profile, ...rest }: StoredResult): string {
  const text = profile === undefined ? null : formatCoverageProfile(profile);
  return envelope(JSON.stringify({ ...rest, profile: text }));
}

/** Reads a result; undefined for one that is torn or of another form. */
function readResult(value: unknown, key: string | undefined): StoredResult | undefined {
  const body = openEnvelope(value);
  if (body === undefined) return undefined;
  const { profile, ...rest } = JSON.parse(body) as Omit<StoredResult, 'profile'> & {
    readonly profile: string | null;
  };
  if (key !== undefined && rest.key !== key) return undefined;
  return { ...rest, profile: profile === null ? undefined : parseCoverageProfile(profile) };
}

function isPairs(value: unknown): value is readonly (readonly [string, string])[] {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}
