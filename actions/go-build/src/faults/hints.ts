/** What helps against a failure of the go command, by what it says. The first that fits counts. */
const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /inconsistent vendoring|is replaced in .* but not marked as replaced/,
    'run go mod vendor (go work vendor beside a go.work) and commit the vendor folder',
  ],
  [/listed in go\.work file/, 'correct the use lines of go.work: every folder in them needs a go.mod'],
  [
    /go mod tidy|updates to go\.(mod|sum) needed|missing go\.sum entry|no required module provides|cannot find module providing package/,
    'go.mod or go.sum does not fit the code: run go mod tidy and commit both files',
  ],
  [
    /disabled by GOPROXY=off/,
    'a module is not in the module cache: run go mod tidy; where env sets GOPROXY=off, set a proxy or restore the cache before',
  ],
  [
    /flag provided but not defined|unknown flag|invalid value .* for flag|\busage: (link|compile)\b/,
    'correct the flags in ldflags, gcflags or GOFLAGS: go tool link -help and go tool compile -help list them',
  ],
  [
    /requires external \(cgo\) linking/,
    'this target needs cgo: true and a C compiler for it in CC; leave it out of targets if you have none',
  ],
  [
    /-\w+ requires cgo/,
    'set cgo: true (it needs a C compiler), or take the flag out of GOFLAGS of this step, where it came from',
  ],
  [/C compiler|\bcgo\b|\bgcc\b|\bclang\b/, 'set cgo: false, or install a C compiler for the target'],
];

/** What to do about a reason that the go command gave. */
export function hintFor(reason: string, otherwise: string): string {
  return HINTS.find(([pattern]) => pattern.test(reason))?.[1] ?? otherwise;
}
