import { ExternalError, ToolError } from '@fairlead/core';
import { grantHint, readMissingRight } from '@fairlead/kube';

/**
 * What a failed question to helm means: when the cluster was the reason, the error says so and what to do, as it would
 * of our own calls. Other errors stay as they are.
 */
export function explainHelm(error: unknown): unknown {
  if (!(error instanceof ToolError)) return error;
  const { message } = error;
  const right = readMissingRight(message);
  if (right !== undefined) {
    const where = right.namespace === undefined ? '' : ` in namespace ${JSON.stringify(right.namespace)}`;
    return new ExternalError({
      code: 'KUBE_FORBIDDEN',
      message: `helm is not allowed to ${right.verb} ${right.resource}${where} as ${right.user}`,
      hint: grantHint(right),
      details: [message],
      cause: error,
    });
  }
  if (/provide credentials|: Unauthorized\b/.test(message)) {
    return new ExternalError({
      code: 'KUBE_UNAUTHORIZED',
      message,
      hint: 'renew the token or certificate of the kubeconfig user',
      cause: error,
    });
  }
  if (/cluster unreachable/i.test(message)) {
    return new ExternalError({ code: 'KUBE_UNREACHABLE', message, retryable: true, cause: error });
  }
  return error;
}
