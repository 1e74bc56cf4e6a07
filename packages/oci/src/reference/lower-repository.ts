/** A name whose capitals came from GitHub, in the form that registries take. */
export interface LoweredName {
  readonly name: string;
  /** What was changed, for a notice; undefined when nothing was. */
  readonly notice: string | undefined;
}

/**
 * GitHub keeps the capitals of owners and repositories, registries refuse them; `ghcr.io/${{ github.repository }}`
 * must still work. Parts of the path that spell this repository's owner or name are lowered; capitals that
 * somebody typed elsewhere stay and are refused later.
 *
 * @param repository `GITHUB_REPOSITORY`, such as `Acme/Orders`.
 */
export function lowerOwnRepository(name: string, repository: string): LoweredName {
  const own = new Set(repository.split('/').filter((part) => part !== ''));
  const parts = name.split('/').map((part, index, all) => {
    const [plain = '', version = ''] = index === all.length - 1 ? splitVersion(part) : [part, ''];
    return own.has(plain) ? `${plain.toLowerCase()}${version}` : part;
  });
  const lowered = parts.join('/');
  if (lowered === name) return { name, notice: undefined };
  return { name: lowered, notice: `image name ${name} has capitals from GitHub; using ${lowered}` };
}

/** Cuts a tag or digest off the last part. */
function splitVersion(part: string): readonly [string, string] {
  const at = part.search(/[:@]/);
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at)];
}
