import { actionlint } from './actionlint.ts';
import type { ExternalLinter } from './linter.ts';
import { zizmor } from './zizmor.ts';

/** The other linters that are asked. */
export const externalLinters: readonly ExternalLinter[] = [actionlint, zizmor];
