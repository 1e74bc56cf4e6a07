import { ExternalError } from '@fairlead/core';
import type {
  Kube,
  KubeObject,
  ListOptions,
  LogOptions,
  ObjectRef,
  PatchOptions,
  WriteOptions,
} from '../kube.ts';
import { refOf } from '../ref-of.ts';
import { type Call, errorOfStatus } from './errors.ts';
import { type ConfigChoice, loadConfig } from './load-config.ts';
import { proxyGet } from './proxy.ts';
import {
  createDiscovery,
  type Discovery,
  listApiVersions,
  qualifiedName,
  queryOf,
  type Resource,
  resourcePath,
} from './resources.ts';
import { type ApiRequest, createTransport, type Transport } from './transport.ts';
import { watchObjects } from './watch-objects.ts';

/** Who the API server notes as the writer of our changes. */
const FIELD_MANAGER = 'fairlead';

/** Which cluster and namespace. */
export interface ConnectOptions extends ConfigChoice {
  /** Default: the context's namespace, else `default`. */
  readonly namespace?: string | undefined;
}

/**
 * A cluster by kubeconfig. No request is sent yet.
 *
 * @throws InputError naming `kubeconfig` or `kube-context`; every call throws as `Kube` says.
 */
export async function connectKube(options: ConnectOptions): Promise<Kube> {
  const config = await loadConfig(options);
  const fromContext = config.getContextObject(config.getCurrentContext())?.namespace;
  const namespace =
    options.namespace ?? (fromContext === undefined || fromContext === '' ? 'default' : fromContext);
  return createKube(createTransport(config), namespace);
}

/** The client over a transport. */
export function createKube(transport: Transport, namespace: string): Kube {
  const discovery = createDiscovery(transport);
  const send = <T>(request: ApiRequest, call: Call): Promise<T> => sendJson<T>(transport, request, call);
  const at = (ref: ObjectRef, verb: string): Promise<Address> => locate(discovery, ref, namespace, verb);
  const write = async <T>(
    object: KubeObject,
    verb: string,
    method: string,
    query: Parameters<typeof queryOf>[0],
  ): Promise<T> => {
    const { resource, call, path, collection } = await at(refOf(object), verb);
    const scoped = inNamespace(object, resource, call.namespace);
    const target = method === 'POST' ? collection : path;
    return send<T>({ method, path: `${target}${queryOf(query)}`, body: scoped }, call);
  };
  return {
    target: { ...transport.target, namespace },
    now: () => transport.now(),
    async version() {
      const answer = await send<{ gitVersion: string }>(
        { method: 'GET', path: '/version' },
        { verb: 'get', resource: '/version' },
      );
      return answer.gitVersion;
    },
    apiVersions: () => listApiVersions(transport),
    async get<T extends KubeObject>(ref: ObjectRef) {
      const found = await discovery.find(ref.apiVersion, ref.kind);
      if (found === undefined) return undefined;
      const { path, call } = addressOf(found, ref, namespace, 'get');
      const answer = await transport.send({ method: 'GET', path });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw errorOfStatus(answer.status, answer.text, call, transport.target);
      return JSON.parse(answer.text) as T;
    },
    async list<T extends KubeObject>(apiVersion: string, kind: string, options: ListOptions = {}) {
      const { collection, call } = await at({ apiVersion, kind, name: '', ...scopeOf(options) }, 'list');
      const { labelSelector, fieldSelector } = options;
      const path = `${collection}${queryOf({ labelSelector, fieldSelector })}`;
      const answer = await send<{ items: readonly KubeObject[] }>({ method: 'GET', path }, call);
      return answer.items.map((item) => ({ ...item, apiVersion, kind }) as unknown as T);
    },
    create: (object, options = {}) =>
      write(object, 'create', 'POST', { fieldManager: FIELD_MANAGER, dryRun: dryRunOf(options) }),
    replace: (object) => write(object, 'update', 'PUT', { fieldManager: FIELD_MANAGER }),
    async mergePatch<T extends KubeObject>(ref: ObjectRef, patch: object, options: PatchOptions = {}) {
      const { path: object, call } = await at(ref, 'patch');
      const path = options.subresource === undefined ? object : `${object}/${options.subresource}`;
      const query = queryOf({ fieldManager: FIELD_MANAGER, dryRun: dryRunOf(options) });
      const contentType = 'application/merge-patch+json';
      return send<T>({ method: 'PATCH', path: `${path}${query}`, body: patch, contentType }, call);
    },
    async remove(ref, { foreground, graceSeconds } = {}) {
      const { path, call } = await at(ref, 'delete');
      const body = {
        propagationPolicy: foreground === true ? 'Foreground' : 'Background',
        ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }),
      };
      const answer = await transport.send({ method: 'DELETE', path, body });
      if (answer.status === 404) return false;
      if (answer.status >= 300) throw errorOfStatus(answer.status, answer.text, call, transport.target);
      return true;
    },
    logs: (pod, options = {}) => readLogs(transport, pod, options),
    proxyGet: (target, options = {}) => proxyGet(transport, target, options),
    async *watch(apiVersion, kind, options, signal, notes) {
      const { collection, call } = await at({ apiVersion, kind, name: '', ...scopeOf(options) }, 'watch');
      const { labelSelector, fieldSelector } = options;
      const target = { path: collection, apiVersion, kind, labelSelector, fieldSelector, call };
      yield* watchObjects(transport, target, signal, notes);
    },
  };
}

interface Address {
  readonly resource: Resource;
  readonly call: Call;
  readonly path: string;
  readonly collection: string;
}

async function locate(
  discovery: Discovery,
  ref: ObjectRef,
  fallback: string,
  verb: string,
): Promise<Address> {
  const resource = await discovery.find(ref.apiVersion, ref.kind);
  if (resource === undefined) {
    throw new ExternalError({
      code: 'KUBE_NOT_FOUND',
      message: `the cluster does not know the kind ${ref.kind} of ${ref.apiVersion}`,
      hint: 'install its custom resource definition, or correct the kind',
    });
  }
  return addressOf(resource, ref, fallback, verb);
}

/** Verbs that mean one object: without its name the same address means all of them. */
const OF_ONE: readonly string[] = ['get', 'update', 'patch', 'delete'];

function addressOf(resource: Resource, ref: ObjectRef, fallback: string, verb: string): Address {
  if (OF_ONE.includes(verb) && ref.name === '')
    throw new RangeError(`${verb} ${qualifiedName(resource)}: no name, which would mean all of them`);
  const namespace = resource.namespaced ? (ref.namespace ?? fallback) : undefined;
  const name = ref.name === '' ? undefined : ref.name;
  const call: Call = { verb, resource: qualifiedName(resource), name, namespace };
  const collection = resourcePath(resource, namespace);
  return { resource, call, collection, path: resourcePath(resource, namespace, name) };
}

async function sendJson<T>(transport: Transport, request: ApiRequest, call: Call): Promise<T> {
  const answer = await transport.send(request);
  if (answer.status >= 300) throw errorOfStatus(answer.status, answer.text, call, transport.target);
  return JSON.parse(answer.text) as T;
}

async function readLogs(
  transport: Transport,
  pod: { readonly namespace: string; readonly name: string },
  { container, previous, tailLines, limitBytes }: LogOptions,
): Promise<string> {
  const { namespace, name } = pod;
  const path = `${resourcePath({ apiVersion: 'v1', plural: 'pods', namespaced: true }, namespace, name)}/log`;
  const query = queryOf({ container, previous, tailLines, limitBytes });
  const answer = await transport.send({ method: 'GET', path: `${path}${query}` });
  if (answer.status === 400 || answer.status === 404) return ''; // not started yet, or gone: there is no log
  const call: Call = { verb: 'get', resource: 'pods/log', name, namespace };
  if (answer.status !== 200) throw errorOfStatus(answer.status, answer.text, call, transport.target);
  return answer.text;
}

function dryRunOf({ dryRun }: WriteOptions): string | undefined {
  return dryRun === true ? 'All' : undefined;
}

function scopeOf({ namespace }: ListOptions): { readonly namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}

function inNamespace(object: KubeObject, resource: Resource, namespace: string | undefined): KubeObject {
  if (!resource.namespaced || object.metadata.namespace !== undefined || namespace === undefined)
    return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}
