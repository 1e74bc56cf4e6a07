import { ExternalError, errorMessage } from '@fairlead/core';
import { pluginWords } from './exec-plugin.ts';
import { grantHint, readMissingRight } from './missing-right.ts';

/** What was being done, for messages. */
export interface Call {
  /** The API's verb: get, list, watch, create, update, patch, delete. */
  readonly verb: string;
  /** Plural resource with its group, for example `deployments.apps`; or a path. */
  readonly resource: string;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}

/** Where the call went, for messages. */
export interface Target {
  readonly context: string;
  readonly server: string;
}

interface Status {
  readonly reason?: string;
  readonly message?: string;
}

/** `update deployments.apps "orders" in namespace "shop"`. */
export function describeCall({ verb, resource, name, namespace }: Call): string {
  const what = name === undefined ? resource : `${resource} ${JSON.stringify(name)}`;
  return `${verb} ${what}${namespace === undefined ? '' : ` in namespace ${JSON.stringify(namespace)}`}`;
}

/** The error of an answer that is not 2xx. */
export function errorOfStatus(status: number, body: string, call: Call, target: Target): ExternalError {
  const { message, reason } = readStatus(body);
  const said = message ?? body.trim().split('\n')[0]?.slice(0, 300) ?? '';
  if (status === 401) return unauthorized(target, said);
  if (status === 403 && isMissingPermission(said)) return forbidden(call, said);
  if (status === 404) {
    return new ExternalError({
      code: 'KUBE_NOT_FOUND',
      message: `cannot ${describeCall(call)}: ${said || 'not found'}`,
    });
  }
  if (status === 409) {
    return new ExternalError({
      code: 'KUBE_CONFLICT',
      message: `cannot ${describeCall(call)}: ${said || reason || 'conflict'}`,
      retryable: true,
    });
  }
  if (status === 429 || status >= 500) {
    return new ExternalError({
      code: 'KUBE_UNREACHABLE',
      message: `the cluster at ${target.server} (context ${target.context}) answered ${status} to ${describeCall(call)}: ${said}`,
      hint: 'the API server is overloaded or not healthy; run again later',
      retryable: true,
    });
  }
  return new ExternalError({
    code: 'KUBE_INVALID',
    message: `the cluster refused to ${describeCall(call)}: ${said || `answer ${status}`}`,
  });
}

/** The error of a request that got no answer: refused, timed out, not trusted. */
export function errorOfFailure(thrown: unknown, target: Target): ExternalError {
  const { code } = thrown as NodeJS.ErrnoException;
  const why = reasonOf(thrown, target);
  const tls = /CERT|TLS|SSL|SELF_SIGNED|ALTNAME/.test(code ?? '');
  return new ExternalError({
    code: 'KUBE_UNREACHABLE',
    message: `cannot reach the cluster at ${target.server} (context ${target.context}): ${why}`,
    hint: tls
      ? 'check certificate-authority-data and tls-server-name of the kubeconfig cluster'
      : 'check the server URL of the kubeconfig context and that the runner can reach it',
    retryable: !tls,
    cause: thrown,
  });
}

/** The error of credentials that could not be made, for example by an exec plugin; `plugin` is its command. */
export function errorOfCredentials(thrown: unknown, target: Target, plugin?: string): ExternalError {
  const details = plugin === undefined || !isWords(thrown) ? [] : pluginWords(errorMessage(thrown));
  const why = plugin === undefined ? errorMessage(thrown) : describePlugin(plugin, thrown, details.at(-1));
  return new ExternalError({
    code: 'KUBE_UNAUTHORIZED',
    message: `no credentials for context ${target.context}: ${why}`,
    hint: 'check the user of the kubeconfig context; its plugin must be on PATH and its files must exist',
    details,
    ...(plugin === undefined ? { cause: thrown } : {}), // the plugin's words as they are stay out of every log
  });
}

/** Whether an error repeats what a plugin said, rather than that it is not there or printed no JSON. */
function isWords(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === undefined && !(thrown instanceof SyntaxError);
}

function describePlugin(plugin: string, thrown: unknown, said: string | undefined): string {
  if (thrown instanceof SyntaxError) return `the plugin ${plugin} printed no credential that can be read`;
  if (!isWords(thrown)) return `the plugin ${plugin} is not there or cannot be run`;
  return said === undefined ? `the plugin ${plugin} failed without a word` : `${plugin} failed; ${said}`;
}

function reasonOf(thrown: unknown, target: Target): string {
  const { code } = thrown as NodeJS.ErrnoException;
  const host = URL.canParse(target.server) ? new URL(target.server).hostname : target.server;
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `no address found for ${host}`;
  if (code === 'ETIMEDOUT') return 'no answer in time';
  if (code === 'ECONNRESET') return 'the connection was closed before an answer';
  return errorMessage(thrown) || code || 'unknown reason';
}

function unauthorized(target: Target, said: string): ExternalError {
  return new ExternalError({
    code: 'KUBE_UNAUTHORIZED',
    message: `the cluster at ${target.server} does not accept the credentials of context ${target.context}${said === '' || said === 'Unauthorized' ? '' : `: ${said}`}`,
    hint: 'renew the token or certificate of the kubeconfig user',
  });
}

function forbidden(call: Call, said: string): ExternalError {
  const right = readMissingRight(said);
  const [plural = '', ...group] = call.resource.split('.');
  const asked = { ...call, resource: plural, group: group.join('.'), namespace: call.namespace };
  return new ExternalError({
    code: 'KUBE_FORBIDDEN',
    message: `not allowed to ${describeCall(call)}${right === undefined ? '' : ` as ${right.user}`}`,
    hint: grantHint(right ?? asked),
    details: [said],
  });
}

/** Admission (quota, Pod Security) answers 403 as well; only RBAC says who cannot do what. */
function isMissingPermission(said: string): boolean {
  return said === '' || /\bcannot \w+ (resource|path)\b/.test(said);
}

function readStatus(body: string): Status {
  try {
    const parsed = JSON.parse(body) as unknown;
    return typeof parsed === 'object' && parsed !== null ? (parsed as Status) : {};
  } catch {
    return {}; // a proxy in between may answer with HTML
  }
}
