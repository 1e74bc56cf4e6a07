import { PolicyError } from '@fairlead/core';
import type { GoModule } from './discover-modules.ts';

/** What to say of a module whose content is not what go.sum has written down. */
interface Mismatch {
  /** The action's own code for it. */
  readonly code: string;
  readonly module: Pick<GoModule, 'dir'>;
  readonly show: (path: string) => string;
  /** Text of the module's go.sum, where the caller has it: then the line is named. */
  readonly sums?: string | undefined;
}

/** As many lines of evidence are kept. */
const KEPT = 20;

/**
 * The error for a module that is not the one that go.sum or the checksum database knows, if that is what the go command
 * says: any of its commands may, whether it downloads the module or finds it in the module cache.
 */
export function checksumMismatch(
  text: string,
  { code, module, show, sums }: Mismatch,
): PolicyError | undefined {
  const altered = /verifying (\S+): checksum mismatch/.exec(text)?.[1];
  if (altered === undefined && !text.includes('SECURITY ERROR')) return undefined;
  return new PolicyError({
    code,
    message: `${altered ?? 'a dependency'} of ${show(`${module.dir}/go.mod`)} is not the module that go.sum knows: its checksum differs`,
    hint: 'do not build; find out who changed the module before you change go.sum',
    location: { file: show(`${module.dir}/go.sum`), line: lineOf(altered, sums) },
    details: text.split('\n').slice(0, KEPT),
  });
}

/** The line that begins with `path version `, for `path@version`. */
function lineOf(altered: string | undefined, sums: string | undefined): number | undefined {
  const [path, version] = (altered ?? '').split('@');
  const at = sums?.split('\n').findIndex((line) => line.startsWith(`${path} ${version} `)) ?? -1;
  return at < 0 ? undefined : at + 1;
}
