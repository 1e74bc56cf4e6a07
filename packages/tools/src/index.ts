export {
  bringTool,
  type KeptVersion,
  keptVersions,
  type ToolPorts,
  type ToolWish,
  wishProblem,
} from './bring-tool.ts';
export { golangciLint } from './catalogue/golangci-lint.ts';
export { helm } from './catalogue/helm.ts';
export { staticcheckTool } from './catalogue/staticcheck.ts';
export { toolCodes } from './codes.ts';
export { knownVersions, platformOf, type Tool } from './tool.ts';
