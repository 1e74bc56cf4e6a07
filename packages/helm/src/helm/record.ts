import { gunzipSync } from 'node:zlib';
import type { KubeObject } from '@fairlead/kube';

/** A revision as helm writes it down before it applies anything: the truth about what it applies. */
export interface ReleaseRecord {
  readonly revision: number;
  readonly status: string;
  /** All objects and hooks, as one YAML text. */
  readonly manifest: string;
}

const MOST_BYTES = 128 * 1024 * 1024;

/** The release of `helm upgrade --output json`, or of a record. @throws SyntaxError when it is not that. */
export function readRelease(json: string): ReleaseRecord {
  const { version, info, manifest, hooks } = JSON.parse(json) as {
    readonly version?: number;
    readonly info?: { readonly status?: string };
    readonly manifest?: string;
    readonly hooks?: readonly { readonly manifest?: string }[] | null;
  };
  const parts = [manifest ?? '', ...(hooks ?? []).map((hook) => hook.manifest ?? '')];
  return { revision: version ?? 0, status: info?.status ?? 'unknown', manifest: parts.join('\n---\n') };
}

/** Reads the object in which helm keeps a revision: gzip in base64, in a Secret once more in base64. @throws Error when it is not that. */
export function decodeRecord(object: KubeObject): ReleaseRecord {
  const data = (object['data'] as { readonly release?: string } | undefined)?.release ?? '';
  const text = object.kind === 'Secret' ? Buffer.from(data, 'base64').toString('latin1') : data;
  const json = gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_BYTES });
  return readRelease(json.toString('utf8'));
}
