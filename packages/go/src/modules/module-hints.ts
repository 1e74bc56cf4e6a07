/** What helps against what the go command says of modules. The first that fits counts. */
const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /could not read (Username|Password)|terminal prompts disabled|Authentication failed|Invalid username or (password|token)|Repository not found|no secure protocol found/,
    'a private module: name its host in GOPRIVATE, and give private-modules-token (go-build), or set up git or GOPROXY in a step before',
  ],
  [
    /inconsistent vendoring|is replaced in .* but not marked as replaced/,
    'run go mod vendor (go work vendor beside a go.work) and commit the vendor folder',
  ],
  [/errors parsing \S*go\.mod/, 'correct the line of go.mod that Go cannot read'],
  [
    /listed in go\.work file/,
    'correct the use lines of go.work: every folder in them needs a go.mod; one that is a submodule needs a checkout with submodules: true',
  ],
  [
    /replacement (directory|module) .*does not exist|reading \S*go\.mod: open \S+: no such file/,
    'a replace line of go.mod names a folder that is not in this checkout: check it out too, or take the line away',
  ],
  [
    /go mod tidy|updates to go\.(mod|sum) needed|missing go\.sum entry|no required module provides|cannot find module providing package/,
    'go.mod or go.sum does not fit the code: run go mod tidy and commit both files',
  ],
  [
    /disabled by GOPROXY=off/,
    'a module is not in the module cache: run go mod tidy; where env sets GOPROXY=off, set a proxy or restore the cache before',
  ],
];

/** What to do when the go command cannot work with a module as it is; undefined for a reason that is not known. */
export function moduleHint(said: string): string | undefined {
  return HINTS.find(([pattern]) => pattern.test(said))?.[1];
}
