export { type CheckedFlags, checkFlags, checkToolFlags, findFlag, listFlags } from './check-flags.ts';
export {
  compilerFlags,
  type FlagClass,
  type FlagTable,
  goBuildFlags,
  goTestFlags,
  linkerFlags,
} from './flag-tables.ts';
export {
  linkedSymbols,
  mergePackageFlags,
  type OwnPackageFlags,
  type PackageFlags,
  packageFlagsIn,
  readPackageFlags,
} from './per-package.ts';
export { type Flag, readFlag, readGoflags, splitFlags } from './split-flags.ts';
export { mergeTags, tagFlags } from './tags.ts';
