/** An object in a list. */
export interface ListedObject {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly changed: number;
}

/** A part of a list, and what the next part is asked for with. */
export interface ObjectList {
  readonly objects: readonly ListedObject[];
  readonly next: string | undefined;
}

/** Reads an answer of ListObjectsV2 that was asked for with `encoding-type=url`; undefined when it is none. */
export function readList(xml: string): ObjectList | undefined {
  if (!/<ListBucketResult[\s>]/.test(xml)) return undefined;
  const objects = [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].flatMap(([, part = '']) => {
    const [key, changed] = [textOf(part, 'Key'), Date.parse(textOf(part, 'LastModified') ?? '')];
    const name = key === undefined ? undefined : decoded(key);
    return name === undefined || Number.isNaN(changed) ? [] : [{ key: name, changed }];
  });
  const more = textOf(xml, 'IsTruncated') === 'true';
  return { objects, next: more ? textOf(xml, 'NextContinuationToken') : undefined };
}

/** What an answer says of a failure: the store's code, in its own words where there are any. */
export function readFailure(xml: string): string {
  return [textOf(xml, 'Code'), textOf(xml, 'Message')].filter((text) => text !== undefined).join(': ');
}

function textOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(lt|gt|quot|apos|amp|#(\d+));/g, (_, name: string, code?: string) =>
    code === undefined ? (ENTITIES[name] ?? '') : String.fromCodePoint(Number(code)),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** A key as `encoding-type=url` has it: as in forms, with `+` for a blank. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
