import type { ListedModule } from './list-modules.ts';
import { modulePurl } from './purl.ts';

/** A go.mod and the modules of its build list. */
export interface Manifest {
  /** Of the go.mod, relative to the repository. */
  readonly file: string;
  readonly modules: readonly ListedModule[];
}

/** What a snapshot is of. */
export interface SnapshotFacts {
  /** Full commit id and full ref (`refs/heads/main`). */
  readonly sha: string;
  readonly ref: string;
  readonly job: { readonly id: string; readonly correlator: string };
  readonly detector: { readonly name: string; readonly version: string; readonly url: string };
  /** ISO 8601. */
  readonly scanned: string;
}

/** One module in a snapshot. */
interface Resolved {
  readonly package_url: string;
  readonly relationship: 'direct' | 'indirect';
  readonly scope: 'runtime';
}

/** The body of the call. */
export interface Snapshot extends SnapshotFacts {
  readonly version: number;
  readonly manifests: Readonly<Record<string, SnapshotManifest>>;
}

interface SnapshotManifest {
  readonly name: string;
  readonly file: { readonly source_location: string };
  readonly resolved: Readonly<Record<string, Resolved>>;
}

/** A snapshot for GitHub's dependency submission API (https://docs.github.com/en/rest/dependency-graph/dependency-submission). */
export function makeSnapshot(manifests: readonly Manifest[], facts: SnapshotFacts): Snapshot {
  return {
    version: 0,
    ...facts,
    manifests: Object.fromEntries(
      manifests.map(({ file, modules }) => [
        file,
        { name: file, file: { source_location: file }, resolved: Object.fromEntries(resolve(modules)) },
      ]),
    ),
  };
}

function resolve(modules: readonly ListedModule[]): readonly (readonly [string, Resolved])[] {
  return modules.flatMap(({ path, version, main, indirect, replace }) => {
    const [name, at] = replace === undefined ? [path, version] : [replace.path, replace.version];
    if (main || at === '') return []; // code of the repository itself
    const relationship = indirect ? 'indirect' : 'direct';
    return [
      [`${name}@${at}`, { package_url: modulePurl(name, at), relationship, scope: 'runtime' }] as const,
    ];
  });
}
