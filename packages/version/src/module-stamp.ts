import semver from 'semver';

/**
 * The version that Go 1.24 and later puts into a binary by itself when a tag of HEAD decides: the highest canonical one of
 * the module's folder and major version (https://go.dev/ref/mod#vcs-version). Undefined where no tag does: then Go makes
 * up a version from the commit.
 */
export function stampedVersion(
  tagsOfHead: readonly string[],
  folder: string,
  modulePath: string,
): string | undefined {
  const before = folder === '' ? 'v' : `${folder}/v`;
  const wanted = Number(/(?:\/v|\.v)(\d+)$/.exec(modulePath)?.[1] ?? '0');
  const versions = tagsOfHead.flatMap((tag) => {
    const text = tag.startsWith(before) ? tag.slice(before.length) : '';
    const parsed = semver.parse(text);
    // what is written otherwise (`1.2`, `01.2.3`, `1.2.3+meta`) is no canonical version
    if (parsed === null || parsed.version !== text) return [];
    return parsed.major === wanted || (wanted < 2 && parsed.major < 2) ? [parsed] : [];
  });
  const [best] = versions.sort(semver.rcompare);
  return best === undefined ? undefined : `v${best.version}`;
}
