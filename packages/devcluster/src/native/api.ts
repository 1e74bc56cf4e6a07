import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExternalError } from '@fairlead/core';
import type { ClusterPaths } from '../paths.ts';
import { patient } from '../system/patience.ts';
import type { NamespaceHttp, NamespaceRequest, NamespaceResponse } from './agent-client.ts';
import { addresses } from './constants.ts';

/** A small client of the cluster's API, with an administrator's rights; needs no kubectl. */
export interface KubeApi {
  /** Any request below the API server's address; every status is an answer. */
  request(method: string, path: string, body?: unknown): Promise<NamespaceResponse>;
  /** Reads one object or list; undefined when it does not exist. Throws for other statuses. */
  get<T>(path: string): Promise<T | undefined>;
  /** Creates or changes one object by server-side apply; a text is sent as YAML. */
  apply(path: string, object: unknown): Promise<void>;
}

/** PEM texts of the administrator's certificate. */
export function apiCredentials(paths: ClusterPaths): NonNullable<NamespaceRequest['tls']> {
  const read = (file: string): string => readFileSync(join(paths.certificates, file), 'utf8');
  return { ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') };
}

/** The client of a native cluster. */
export function createKubeApi(paths: ClusterPaths, http: NamespaceHttp): KubeApi {
  const request = (
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<NamespaceResponse> =>
    http.request({
      method,
      url: `${addresses.apiServer}${path}`,
      tls: apiCredentials(paths),
      timeoutMs: patient(30_000),
      headers: { accept: 'application/json', 'content-type': type },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    request: (method, path, body) => request(method, path, body),
    get: async <T>(path: string) => {
      const response = await request('GET', path);
      if (response.status === 404) return undefined;
      return expectSuccess('GET', path, response) as T;
    },
    apply: async (path, object) => {
      const target = `${path}?fieldManager=fairlead-devcluster&force=true`;
      expectSuccess('PATCH', path, await request('PATCH', target, object, 'application/apply-patch+yaml'));
    },
  };
}

function expectSuccess(method: string, path: string, response: NamespaceResponse): unknown {
  if (response.status >= 200 && response.status < 300) return JSON.parse(response.body);
  throw new ExternalError({
    code: 'CLUSTER_API_FAILED',
    message: `${method} ${path}: HTTP ${response.status} ${messageOf(response.body)}`,
    retryable: response.status >= 500 || response.status === 429,
  });
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body.slice(0, 300);
  } catch {
    return body.slice(0, 300);
  }
}
