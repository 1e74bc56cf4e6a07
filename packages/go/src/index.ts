export { goErrorCodes } from './codes.ts';
export * from './coverage/index.ts';
export * from './flags/index.ts';
export * from './modules/index.ts';
export * from './output/index.ts';
export * from './source/index.ts';
export * from './targets/index.ts';
export * from './testing/index.ts';
export * from './toolchain/index.ts';
