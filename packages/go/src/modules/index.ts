export { withBareModFile } from './bare-mod-file.ts';
export { type BuildInfo, type BuiltModule, parseBuildInfo } from './build-info.ts';
export {
  type EffectiveGo,
  type GoRequirement,
  requiredGo,
  settleGoVersion,
  type VersionCheck,
  wantedToolchain,
} from './check-version.ts';
export { checksumMismatch } from './checksum-mismatch.ts';
export { type Manifest, makeSnapshot, type Snapshot, type SnapshotFacts } from './dependency-snapshot.ts';
export {
  type DiscoverOptions,
  discoverModules,
  type GoModule,
  type GoTree,
  type GoWorkspace,
  isInside,
  moduleAround,
} from './discover-modules.ts';
export { type GitAccess, type GitSetting, gitAccess, withGitSettings } from './git-access.ts';
export { splitObjects } from './json-objects.ts';
export { type ListedModule, listModules, parseModules } from './list-modules.ts';
export {
  executableName,
  type GoFileNames,
  type GoPackage,
  hasSources,
  type ListOptions,
  listPackages,
  type PackageFiles,
  parseListing,
} from './list-packages.ts';
export { explainListing } from './listing-failure.ts';
export { findLocalModules, parseFolderReplacements } from './local-modules.ts';
export { type ModFile, parseModFile } from './mod-file.ts';
export { moduleHint } from './module-hints.ts';
export { modulePurl } from './purl.ts';
export { unnamedTags } from './unnamed-tags.ts';
