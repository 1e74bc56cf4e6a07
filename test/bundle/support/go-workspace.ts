import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initGit, openWorkspace } from '@fairlead/testkit';

/** Makes a folder a git repository with one commit. */
export async function commitAll(folder: string, ...tags: readonly string[]): Promise<string> {
  const { git, commit } = await initGit(openWorkspace(folder));
  const hash = await commit('one');
  for (const tag of tags) await git('tag', tag);
  return hash;
}

let machineCache: string | undefined;

/**
 * Variables for a Go without network and without settings of the machine's user. The machine's own build cache
 * is shared, so that the standard library is compiled once for all tests.
 */
export async function goEnvironment(): Promise<Record<string, string>> {
  machineCache ??= execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
  return {
    GOENV: 'off',
    GOPROXY: 'off',
    GOSUMDB: 'off',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-modcacherw',
    GOCACHE: machineCache,
    GOMODCACHE: await mkdtemp(join(tmpdir(), 'fairlead-gomod-')),
  };
}

/** A program without imports, so that it compiles at once, which prints its version with `--version`. */
export const VERSIONED_MAIN = `package main

var version, commit = "dev", "none"

func main() { println(version, commit) }
`;

/** A module with two commands and a library. */
export const TWO_COMMANDS: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.24\n',
  'cmd/api/main.go': VERSIONED_MAIN,
  'cmd/worker/main.go':
    'package main\n\nimport "example.com/shop/internal/greet"\n\nfunc main() { println(greet.Word()) }\n',
  'internal/greet/greet.go': 'package greet\n\nfunc Word() string { return "hello" }\n',
};
