export { chooseVersion, type SourceVersion, type VersionRequest } from './choose-version.ts';
export { stampedVersion } from './module-stamp.ts';
export { readSource, type SourceFacts, type SourceTag } from './read-source.ts';
export { tagPattern, tagPrefix } from './tag-inputs.ts';
export type { TagRules } from './tag-rules.ts';
export { compareVersionTags, parseVersionTag, type VersionTag } from './version-tag.ts';
