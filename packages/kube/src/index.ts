export type {
  Kube,
  KubeMetadata,
  KubeObject,
  ListOptions,
  LogOptions,
  ObjectRef,
  OwnerReference,
  WatchEvent,
} from './kube.ts';
