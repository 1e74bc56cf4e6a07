/** So long may a name be that others are made from: a release has 53 letters at most, a canary's is longer by seven. */
const LONGEST = 40;

/** `github.com/acme/Orders_API/v2` is `orders-api`: a name for Kubernetes, helm and images. */
export function serviceName(module: string): string {
  const parts = module.split('/').filter((part, at) => at === 0 || !/^v\d+$/.test(part));
  const name = (parts.at(-1) ?? '')
    .replace(/\.v\d+$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '');
  return name.slice(0, LONGEST).replace(/-+$/, '') || 'service';
}

/** A value for YAML, in quotes where it needs them. */
export function yamlText(text: string): string {
  const plain = /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return plain ? text : `'${text.replaceAll("'", "''")}'`;
}

/** A word for a shell, in quotes where it needs them. */
export function shellWord(text: string): string {
  return /^[\w./@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
