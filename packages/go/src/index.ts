export * from './coverage/index.ts';
export * from './testing/index.ts';
