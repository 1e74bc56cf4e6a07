/** The namespace that the inputs name; undefined leaves it to the kubeconfig context. Pure. */
export function namespaceOf(inputs: {
  readonly namespace: string | undefined;
  readonly namespaces: Readonly<Record<string, string>> | undefined;
  readonly environment: string | undefined;
}): string | undefined {
  const { namespace, namespaces = {}, environment } = inputs;
  if (namespace !== undefined) return namespace;
  return environment !== undefined && Object.hasOwn(namespaces, environment)
    ? namespaces[environment]
    : undefined;
}
