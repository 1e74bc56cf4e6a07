export {
  compareGoVersions,
  type GoVersion,
  parseGoVersion,
  parseGoVersionLine,
} from './go-version.ts';
export { checkSettingsFile, hiddenGoflags, settleGoenv } from './settings-file.ts';
export {
  type GoRun,
  isFailedTool,
  listPlatforms,
  readToolchain,
  readVersion,
  type Toolchain,
} from './toolchain.ts';
