/** The namespace that the inputs name; undefined leaves it to the kubeconfig context. Pure. */
export function namespaceOf(inputs: {
  readonly namespace: string | undefined;
  readonly namespaces: Readonly<Record<string, string>> | undefined;
  readonly environment: string | undefined;
}): string | undefined {
  if (inputs.namespace !== undefined) return inputs.namespace;
  return inputs.environment === undefined ? undefined : inputs.namespaces?.[inputs.environment];
}
