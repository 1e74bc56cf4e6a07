export { chooseVersion, type SourceVersion, type VersionRequest } from './choose-version.ts';
export { readSource, type SourceFacts, type SourceTag } from './read-source.ts';
export { compareVersionTags, parseVersionTag, type VersionTag } from './version-tag.ts';
