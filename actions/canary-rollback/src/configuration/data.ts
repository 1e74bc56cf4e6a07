import type { KubeObject } from '@fairlead/kube';

/** What a ConfigMap or Secret holds: keys to text, that of binary data and of Secrets in base64. */
export interface ConfigData {
  readonly data: Readonly<Record<string, string>>;
  readonly binaryData: Readonly<Record<string, string>>;
}

/** What an object holds, spelt as the API server keeps it. Pure. */
export function dataOf(object: KubeObject | undefined): ConfigData {
  const data = textsIn(object?.['data']);
  if (object?.kind !== 'Secret') return { data, binaryData: sameBase64(textsIn(object?.['binaryData'])) };
  const plain = Object.entries(textsIn(object['stringData'])).map(([key, text]) => [
    key,
    Buffer.from(text, 'utf8').toString('base64'),
  ]);
  return { data: { ...sameBase64(data), ...Object.fromEntries(plain) }, binaryData: {} };
}

/**
 * What an object holds after helm has applied a chart: what the chart renders, and of what is there all that the last
 * release had not brought. Pure.
 */
export function dataAfter(live: ConfigData, before: ConfigData, rendered: ConfigData): ConfigData {
  const merge = (part: keyof ConfigData): ConfigData[keyof ConfigData] => {
    const others = Object.entries(live[part]).filter(([key]) => !(key in before[part]));
    return { ...Object.fromEntries(others), ...rendered[part] };
  };
  return { data: merge('data'), binaryData: merge('binaryData') };
}

/** Whether two hold the same. Pure. */
export function isSameData(a: ConfigData, b: ConfigData): boolean {
  const spell = ({ data, binaryData }: ConfigData): string =>
    JSON.stringify([data, binaryData].map((part) => Object.entries(part).sort()));
  return spell(a) === spell(b);
}

function textsIn(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, text]: [string, unknown]) => [key, text === null ? '' : String(text)]),
  );
}

/** The same bytes in one spelling, whatever line breaks a template left in. */
function sameBase64(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, Buffer.from(text, 'base64').toString('base64')]),
  );
}
