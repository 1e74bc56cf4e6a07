export type { BlockTool } from './ask-cover.ts';
export { compareProfile, type ProfileDifference } from './compare-profile.ts';
export { type ExportedFile, formatCobertura, formatLcov } from './export.ts';
export { findFunctions, type GoFunction } from './functions.ts';
export { isGenerated } from './generated.ts';
export { compileGlob } from './glob.ts';
export { type CoveredLine, coverLines, type LineState } from './line-coverage.ts';
export { type BlockSource, type ListedBlock, listBlocks } from './list-blocks.ts';
export {
  type CoverageMeasurement,
  type CoveredFile,
  type ExcludedFile,
  type FunctionCoverage,
  leastCovered,
  measureCoverage,
  type PackageCoverage,
} from './measure.ts';
export { parseCoverageMetadata } from './metadata.ts';
export {
  type ChangedFile,
  type LineCount,
  measurePatch,
  type PatchCoverage,
  type UncoveredRange,
} from './patch.ts';
export {
  blockKey,
  type CoverageBlock,
  type CoverageMode,
  type CoverageProfile,
  formatCoverageProfile,
  mergeCoverageProfiles,
  parseCoverageProfile,
  type ReadProfile,
  readCoverageProfile,
} from './profile.ts';
export {
  formatPercentage,
  missingStatements,
  type Percentage,
  parsePercentage,
  reaches,
  type StatementCount,
} from './ratio.ts';
