export { findLegacyConstraint } from './legacy-constraint.ts';
export { findStringVariables } from './string-variables.ts';
export { isSource, type SourceFile, walkSources } from './walk-sources.ts';
