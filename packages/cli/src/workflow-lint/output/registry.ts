import type { Format } from './format.ts';
import { githubFormat } from './github.ts';
import { jsonFormat } from './json.ts';
import { sarifFormat } from './sarif.ts';
import { textFormat } from './text.ts';

/** All formats; the first is the default. */
export const formats: readonly Format[] = [textFormat, jsonFormat, sarifFormat, githubFormat];
