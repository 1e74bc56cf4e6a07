export { type ImageConfig, readImageConfig } from './archive/image-config.ts';
export { type MeasuredArchive, measureArchive } from './archive/measure-archive.ts';
export { ociErrorCodes } from './codes.ts';
export {
  type DockerConfig,
  keepInFile,
} from './credentials/docker-config.ts';
export {
  type CredentialSources,
  dockerConfigFolder,
  findCredentials,
  loadDockerConfig,
} from './credentials/find-credentials.ts';
export type { RegistryCredentials } from './credentials/registry-credentials.ts';
export { checkPlatform, platformPattern } from './platform/platform.ts';
export {
  defaultRegistry,
  tagPattern,
  tagRule,
} from './reference/grammar.ts';
export {
  formatImageReference,
  type ImageReference,
  imageName,
  isLoopbackRegistry,
  registryUrl,
} from './reference/image-reference.ts';
export { type LoweredName, lowerOwnRepository } from './reference/lower-repository.ts';
export {
  checkImageReference,
  checkTag,
  cutVersion,
  joinProblems,
  type ReferenceProblem,
  type ReferenceReading,
  readImageReference,
  type WantedVersion,
} from './reference/parse-reference.ts';
export {
  completeImageName,
  digestIn,
  isSameRepository,
  type PinnedImage,
  readPinnedImage,
  shortImage,
} from './reference/pinned-image.ts';
export type { PushRight } from './registry/ask-push-right.ts';
export type { RegistryClientOptions } from './registry/authorized-send.ts';
export type { Challenge } from './registry/challenge.ts';
export {
  compressedSize,
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  imagesOf,
} from './registry/manifest.ts';
export {
  createRegistryClient,
  type FetchedManifest,
  type RegistryClient,
} from './registry/registry-client.ts';
export { tagOfBranch } from './tags/branch-tag.ts';
export { isNewerRelease } from './tags/release-version.ts';
export {
  type PlannedTag,
  resolveTags,
  type TagEvent,
  type TagPlan,
  type TagReading,
  type TagRules,
} from './tags/resolve-tags.ts';
