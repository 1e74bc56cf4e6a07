export {
  componentPattern,
  componentRule,
  defaultRegistry,
  digestPattern,
  digestRule,
  registryPattern,
  tagPattern,
  tagRule,
} from './reference/grammar.ts';
export {
  formatImageReference,
  type ImageReference,
  imageName,
  isLoopbackRegistry,
  isSameRepository,
  registryUrl,
} from './reference/image-reference.ts';
export { type LoweredName, lowerOwnRepository } from './reference/lower-repository.ts';
export {
  checkImageByDigest,
  checkImageReference,
  checkTag,
  parseImageReference,
  type ReferenceProblem,
  type ReferenceReading,
  readImageReference,
} from './reference/parse-reference.ts';
