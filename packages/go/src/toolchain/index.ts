export {
  compareGoVersions,
  type GoVersion,
  parseGoVersion,
  parseGoVersionLine,
} from './go-version.ts';
export { chooseGo, describeGoWish, type GoWish, readGoWish, readToolVersions } from './go-wish.ts';
export { listPlatforms } from './list-platforms.ts';
export { type GoRelease, readReleases } from './release-list.ts';
export { checkSettingsFile, hiddenGoflags, settleGoenv } from './settings-file.ts';
export {
  type GoRun,
  isFailedTool,
  readToolchain,
  readVersion,
  type Toolchain,
} from './toolchain.ts';
