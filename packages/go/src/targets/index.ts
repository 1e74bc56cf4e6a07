export { holdsFor, isPlatformTag, tagsOfName } from './known-platforms.ts';
export {
  executableSuffix,
  readTarget,
  type Target,
  type TargetReading,
  targetEnvironment,
  targetName,
  targetSlug,
} from './target.ts';
