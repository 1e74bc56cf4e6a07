import type { ErrorCodes } from '@fairlead/core';

/** What can go wrong between us and a cluster. Actions that talk to one add these to their own table. */
export const kubeErrorCodes: ErrorCodes = {
  KUBE_UNREACHABLE: {
    meaning: 'The API server did not answer, or answered that it cannot serve requests now.',
    fix: 'Check the server URL of the kubeconfig context and that the runner can reach it.',
  },
  KUBE_UNAUTHORIZED: {
    meaning: 'The API server does not accept the credentials of the kubeconfig.',
    fix: 'Renew the token or certificate of the kubeconfig user.',
  },
  KUBE_FORBIDDEN: {
    meaning: 'The user may not do what was asked; the message names verb, resource and namespace.',
    fix: 'Grant the verb to the user with a Role and a RoleBinding. The README lists what is needed.',
  },
  KUBE_NOT_FOUND: {
    meaning: 'The object to be changed, its namespace or its kind does not exist.',
    fix: 'Create it first, or correct the name.',
  },
  KUBE_CONFLICT: {
    meaning: 'Somebody else changed the object at the same time, owns the field, or made the object first.',
    fix: 'Run again; when it comes back, find the other owner in the message.',
  },
  KUBE_INVALID: {
    meaning: 'The API server or an admission rule refused the object; the message carries its reason.',
    fix: 'Correct what the reason names.',
  },
};
