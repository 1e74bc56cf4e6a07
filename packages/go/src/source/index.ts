export { type Constraint, parseConstraint, readConstraint } from './constraint.ts';
export { embedPatterns, isEmbedded, mayEmbedBelow } from './embed.ts';
export { visitTokens } from './go-tokens.ts';
export { type ImportSpec, importPaths, importSpecs } from './imports.ts';
export { findLegacyConstraint } from './legacy-constraint.ts';
export { type KnowsConstant, type PackageStrings, readStrings } from './string-variables.ts';
export { isSource, type SourceFile, walkSources } from './walk-sources.ts';
