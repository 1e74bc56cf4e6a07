import { tmpdir } from 'node:os';
import type { InputPlaces } from '@fairlead/go';

/** Where a test may look, and what of it says something. */
export function placesOf(
  root: string,
  goEnv: Readonly<Record<string, string>>,
  goCache: string,
  variables: Readonly<Record<string, string>>,
): InputPlaces {
  const temporary = [variables['TMPDIR'], variables['GOTMPDIR'], tmpdir(), '/tmp'];
  return {
    root,
    ignored: [goEnv['GOROOT'] ?? '', goCache].filter((folder) => folder !== ''),
    temporary: temporary.filter((folder): folder is string => folder !== undefined && folder !== ''),
    variables,
  };
}
