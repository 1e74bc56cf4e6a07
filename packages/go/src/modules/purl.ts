/** The package URL of a module (https://github.com/package-url/purl-spec, type golang), of a package in it if one is named. */
export function modulePurl(path: string, version: string, packagePath: string = path): string {
  const encoded = path.split('/').map(encode).join('/');
  const at = version === '' ? '' : `@${encode(version)}`;
  const below = packagePath.startsWith(`${path}/`) ? `#${packagePath.slice(path.length + 1)}` : '';
  return `pkg:golang/${encoded}${at}${below}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':');
}
