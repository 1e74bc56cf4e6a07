export {
  compareGoVersions,
  type GoVersion,
  parseGoVersion,
  parseGoVersionLine,
} from './go-version.ts';
export { listPlatforms } from './list-platforms.ts';
export { checkSettingsFile, hiddenGoflags, settleGoenv } from './settings-file.ts';
export {
  type GoRun,
  isFailedTool,
  readToolchain,
  readVersion,
  type Toolchain,
} from './toolchain.ts';
