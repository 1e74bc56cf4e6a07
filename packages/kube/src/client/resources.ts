import { type Call, errorOfStatus } from './errors.ts';
import type { Transport } from './transport.ts';

/** How a kind is addressed. */
export interface Resource {
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}

/** Finds out how kinds are addressed; asks each API group once. */
export interface Discovery {
  /** Undefined when the cluster does not know the kind. */
  find(apiVersion: string, kind: string): Promise<Resource | undefined>;
}

/** Discovery by the API server's resource lists. What is not there is asked again next time: it may be installed later. */
export function createDiscovery(transport: Transport): Discovery {
  const groups = new Map<string, Promise<readonly Resource[]>>();
  const kinds = new Map<string, Resource>();
  return {
    async find(apiVersion, kind) {
      const key = `${apiVersion}/${kind}`;
      const known = kinds.get(key);
      if (known !== undefined) return known;
      const asked = groups.get(apiVersion) ?? listResources(transport, apiVersion, kinds);
      groups.set(apiVersion, asked);
      try {
        await asked;
      } finally {
        groups.delete(apiVersion);
      }
      return kinds.get(key);
    },
  };
}

async function listResources(
  transport: Transport,
  apiVersion: string,
  kinds: Map<string, Resource>,
): Promise<readonly Resource[]> {
  const answer = await transport.send({ method: 'GET', path: groupPath(apiVersion) });
  if (answer.status === 404) return [];
  const call: Call = { verb: 'get', resource: `the kinds of ${apiVersion}` };
  if (answer.status !== 200) throw errorOfStatus(answer.status, answer.text, call, transport.target);
  const list = JSON.parse(answer.text) as ResourceList;
  const found = (list.resources ?? []).filter(({ name }) => !name.includes('/')); // with a slash: a subresource
  return found.map(({ name, kind, namespaced }) => {
    const resource: Resource = { apiVersion, plural: name, namespaced };
    kinds.set(`${apiVersion}/${kind}`, resource);
    return resource;
  });
}

/** Everything that the server serves: group versions, and each kind below them. A group that does not answer is left out. */
export async function listApiVersions(transport: Transport): Promise<readonly string[]> {
  const answer = await transport.send({ method: 'GET', path: '/apis' });
  const call: Call = { verb: 'get', resource: 'the API groups' };
  if (answer.status !== 200) throw errorOfStatus(answer.status, answer.text, call, transport.target);
  const { groups = [] } = JSON.parse(answer.text) as {
    readonly groups?: readonly { readonly versions: readonly { readonly groupVersion: string }[] }[];
  };
  const versions = [
    'v1',
    ...groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion)),
  ];
  const kinds = await Promise.all(
    versions.map(async (version) => {
      const known = new Map<string, Resource>();
      await listResources(transport, version, known).catch(() => []);
      return [version, ...known.keys()];
    }),
  );
  return kinds.flat();
}

/** `/api/v1` or `/apis/apps/v1`. */
export function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** `deployments.apps`, as permissions are written. */
export function qualifiedName({ apiVersion, plural }: Resource): string {
  return apiVersion.includes('/') ? `${plural}.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : plural;
}

/** Path of a collection, or of one object. */
export function resourcePath(resource: Resource, namespace: string | undefined, name?: string): string {
  const scope =
    resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const item = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${groupPath(resource.apiVersion)}${scope}/${resource.plural}${item}`;
}

/** `?a=b&c=d` without what is undefined. */
export function queryOf(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== undefined) query.set(key, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
