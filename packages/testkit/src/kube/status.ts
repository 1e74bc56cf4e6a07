/** What the fake cluster's errors are over HTTP: status and reason. */
export const STATUS: Readonly<Record<string, readonly [number, string]>> = {
  KUBE_CONFLICT: [409, 'Conflict'],
  KUBE_NOT_FOUND: [404, 'NotFound'],
  KUBE_FORBIDDEN: [403, 'Forbidden'],
};

/** An object of kind Status, as the API server answers. */
export function status(code: number, reason: string, message: string): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    status: code < 300 ? 'Success' : 'Failure',
    code,
    reason,
    message,
  };
}
