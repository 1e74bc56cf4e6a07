/** Any object of the Kubernetes API. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeMetadata;
  readonly [key: string]: unknown;
}

/** The part of an object's metadata that we read. */
export interface KubeMetadata {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly generation?: number | undefined;
  readonly creationTimestamp?: string | undefined;
  readonly deletionTimestamp?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly ownerReferences?: readonly OwnerReference[] | undefined;
  readonly [key: string]: unknown;
}

/** Who owns an object. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean | undefined;
}

/** Names one object. `namespace` is left out for cluster-scoped kinds; default: the client's namespace. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** Which objects of a kind. */
export interface ListOptions {
  readonly namespace?: string | undefined;
  /** `a=b,c!=d` as kubectl takes it. */
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** One change seen by a watch. `reset` comes before each list, the first too: forget what was known. Its object is a mere mark. */
export interface WatchEvent {
  readonly type: 'added' | 'modified' | 'deleted' | 'reset';
  readonly object: KubeObject;
}

/** Hears how the connection of a watch is. */
export interface WatchNotes {
  /** The cluster does not answer; it is asked again. Called at each try. */
  lost(error: Error): void;
  /** The cluster answers. */
  heard(): void;
}

/** Which lines of a container's log. */
export interface LogOptions {
  readonly container?: string | undefined;
  /** The log of the container before its last restart. */
  readonly previous?: boolean | undefined;
  readonly tailLines?: number | undefined;
  /** No more than so many bytes; without `tailLines` the first ones. */
  readonly limitBytes?: number | undefined;
}

/** Something that answers over HTTP inside the cluster, reached through the API server. */
export interface ProxyTarget {
  readonly resource: 'pods' | 'services';
  readonly namespace: string;
  readonly name: string;
  /** A number, or the name of a Service's port. */
  readonly port: string;
  /** Default: http. The API server does not check the certificate. */
  readonly scheme?: 'http' | 'https' | undefined;
  /** With its query; with or without the first slash. */
  readonly path: string;
}

/** How such a question is asked. */
export interface ProxyOptions {
  /** What the target is asked to answer with. */
  readonly accept?: string | undefined;
  /** Milliseconds for the whole answer; default 10000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The target's own answer, or that of an API server that did not reach it: then `text` is the reason. */
export interface ProxyAnswer {
  readonly from: 'target' | 'api-server';
  readonly status: number;
  readonly text: string;
}

/** How an object is written. */
export interface WriteOptions {
  /** Let the API server check it, admission included, and keep nothing. */
  readonly dryRun?: boolean | undefined;
}

/** How an object is patched. */
export interface PatchOptions extends WriteOptions {
  /** Only its status, where the kind keeps that apart: a patch of the object leaves it as it is. */
  readonly subresource?: 'status' | undefined;
}

/**
 * A cluster, as far as the actions need it. Adapter: `connectKube`.
 *
 * Every call throws ExternalError: KUBE_UNREACHABLE (retryable), KUBE_UNAUTHORIZED, KUBE_FORBIDDEN (names verb, resource
 * and namespace), KUBE_CONFLICT (retryable; somebody else changed the object), KUBE_NOT_FOUND (when changing what is not there),
 * KUBE_INVALID (the API server's reason).
 */
export interface Kube {
  /** Where we are connected to, for messages. */
  readonly target: { readonly context: string; readonly server: string; readonly namespace: string };
  /**
   * Milliseconds since the epoch by the cluster's clock, as its answers told it; the runner's own before the first one.
   * Whatever is compared with times in objects is compared with this.
   */
  now(): number;
  /** `v1.34.4`. */
  version(): Promise<string>;
  /** `apps/v1` and `apps/v1/Deployment` for everything that the API server serves, as helm's Capabilities have it. */
  apiVersions(): Promise<readonly string[]>;
  /** The object, or undefined when there is none (an unknown kind counts as none). */
  get<T extends KubeObject = KubeObject>(ref: ObjectRef): Promise<T | undefined>;
  list<T extends KubeObject = KubeObject>(
    apiVersion: string,
    kind: string,
    options?: ListOptions,
  ): Promise<readonly T[]>;
  create<T extends KubeObject = KubeObject>(object: KubeObject, options?: WriteOptions): Promise<T>;
  /** Replaces the object; its resourceVersion, when set, must still be current (else KUBE_CONFLICT). */
  replace<T extends KubeObject = KubeObject>(object: KubeObject): Promise<T>;
  /** JSON merge patch (RFC 7396). */
  mergePatch<T extends KubeObject = KubeObject>(
    ref: ObjectRef,
    patch: object,
    options?: PatchOptions,
  ): Promise<T>;
  /** Deletes; false when it was not there. Dependents go in the background unless `foreground`. */
  remove(
    ref: ObjectRef,
    options?: { readonly foreground?: boolean; readonly graceSeconds?: number },
  ): Promise<boolean>;
  /** Log text of a pod's container; empty when there is none yet. */
  logs(pod: { readonly namespace: string; readonly name: string }, options?: LogOptions): Promise<string>;
  /**
   * One GET through the API server's proxy; takes the right `get` on `pods/proxy` or `services/proxy`. A target that is not
   * there, refuses or gives no answer in time is an answer of the API server with status 404, 503 or 504.
   */
  proxyGet(target: ProxyTarget, options?: ProxyOptions): Promise<ProxyAnswer>;
  /** Lists, then follows changes until `signal` aborts; reconnects and re-lists by itself, and says so by `notes`. */
  watch(
    apiVersion: string,
    kind: string,
    options: ListOptions,
    signal: AbortSignal,
    notes?: WatchNotes,
  ): AsyncIterable<WatchEvent>;
}
