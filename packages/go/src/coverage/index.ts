export { findFunctions, type GoFunction } from './functions.ts';
export { isGenerated } from './generated.ts';
export { compileGlob } from './glob.ts';
export {
  type CoverageMeasurement,
  type CoveredFile,
  type ExcludedFile,
  type FunctionCoverage,
  leastCovered,
  measureCoverage,
  type PackageCoverage,
} from './measure.ts';
export {
  type CoverageBlock,
  type CoverageMode,
  type CoverageProfile,
  formatCoverageProfile,
  mergeCoverageProfiles,
  parseCoverageProfile,
} from './profile.ts';
export {
  formatPercentage,
  missingStatements,
  type Percentage,
  parsePercentage,
  reaches,
  type StatementCount,
} from './ratio.ts';
