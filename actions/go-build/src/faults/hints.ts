import { moduleHint } from '@fairlead/go';

/** What helps against a failure of the go command, by what it says. The first that fits counts. */
const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
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
  return moduleHint(reason) ?? HINTS.find(([pattern]) => pattern.test(reason))?.[1] ?? otherwise;
}
