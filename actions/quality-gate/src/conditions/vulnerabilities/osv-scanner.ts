import type { Ignore } from '../../rule/ignore.ts';
import { readIgnore } from './ignores.ts';

/**
 * The `[[IgnoredVulns]]` of an osv-scanner.toml. Of TOML, what people write there is read: tables, keys, strings, dates and
 * comments. Anything else in these tables is a problem and no ignore.
 */
export function readOsvScanner(text: string): {
  readonly ignores: readonly Ignore[];
  readonly problems: readonly string[];
} {
  const ignores: Ignore[] = [];
  const problems: string[] = [];
  let entry: Record<string, string> | undefined;
  let begun = 0;
  const end = (): void => {
    if (entry === undefined) return;
    const reading = readIgnore(entry);
    if ('value' in reading) ignores.push(reading.value);
    else problems.push(`line ${begun}: ${reading.problem}`);
    entry = undefined;
  };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      end();
      begun = index + 1;
      if (/^\[\[\s*IgnoredVulns\s*\]\]\s*(?:#.*)?$/.test(line)) entry = {};
      continue;
    }
    if (entry === undefined) continue;
    const [, key = '', basic, literal, bare] =
      /^([A-Za-z]+)\s*=\s*(?:"([^"\\]*)"|'([^']*)'|([^\s"'#]+(?: [\d:.Z+-]+)?))\s*(?:#.*)?$/.exec(line) ?? [];
    const value = basic ?? literal ?? bare;
    if (value === undefined) problems.push(`line ${index + 1} cannot be read`);
    else if (key === 'id' || key === 'reason') entry[key] = value;
    else if (key === 'ignoreUntil') entry['expires'] = value.slice(0, 10);
    else problems.push(`line ${index + 1}: ${key} is not known`);
  }
  end();
  return { ignores, problems };
}
