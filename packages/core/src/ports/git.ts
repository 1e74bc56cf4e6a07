import type { Exec } from './exec.ts';
import type { Files } from './files.ts';

/** What git answered: what it printed, or the first line of what it had against the question. */
export type GitAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** A file as a commit holds it. `refused`: it is there, but is a link, a folder, or larger than was asked for. */
export type CommittedFile =
  | { readonly state: 'file'; readonly text: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly reason: string }
  | { readonly state: 'refused'; readonly reason: string };

/** What stands in a folder of a commit. */
export interface CommittedEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** Files of commits, read without a checkout. */
export interface CommittedFiles {
  /** A file of a commit. `unknown`: whoever is asked does not have the commit or the file's content. */
  fileAt(commit: string, path: string, maxBytes: number): Promise<CommittedFile>;
  /** What stands in a folder of a commit, `''` for the top one; nothing where that is not known. */
  entriesAt(commit: string, folder: string): Promise<readonly CommittedEntry[]>;
}

/** A repository that git may be asked about. */
export interface Repository extends CommittedFiles {
  readonly state: 'ok';
  /** Absolute path of the top folder of its work tree. */
  readonly root: string;
  /**
   * Asks one short, local question. Nothing that the checked-out code holds chooses a program, a repository or a host.
   *
   * @throws CancelledError when the run was cancelled.
   */
  ask(args: readonly string[]): Promise<GitAnswer>;
  /** Variables with which another program (the go command) asks this repository as safely. */
  readonly childEnv: Readonly<Record<string, string>>;
}

/** Why there is no repository to ask: none is there, or it cannot be read. */
export interface NoRepository {
  readonly state: 'none' | 'broken';
  readonly reason: string;
}

/** The one way to ask git. */
export interface Git {
  /** The repository whose work tree holds this folder. A folder that merely looks like a bare repository is none. */
  open(folder: string): Promise<Repository | NoRepository>;
}

/** What git is asked through. */
export interface GitPorts {
  readonly exec: Exec;
  readonly files: Files;
  /** The environment of child processes. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
}

/** With what the server that holds the repository is asked for files of commits. */
export interface ForgeAccess {
  readonly token: string;
  /** Address of its API: `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
}
