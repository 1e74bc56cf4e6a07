export { describeTouch, findTouches, type SourceChange, type Touch } from './find-touched.ts';
export { type GraphOptions, type GraphPackage, listGraph, type PackageGraph, parseGraph } from './graph.ts';
export {
  compareModFiles,
  compareSums,
  type FileChange,
  type ModuleChanges,
} from './module-changes.ts';
export { type PinChanges, type PinOptions, readPins } from './read-pins.ts';
