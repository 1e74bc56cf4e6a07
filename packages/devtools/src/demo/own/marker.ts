import type { KubeObject } from '@fairlead/kube';

/** What tells a namespace or a ConfigMap of the demo's from everything else. */
export const MARK: Readonly<Record<string, string>> = { 'app.kubernetes.io/managed-by': 'fairlead-demo' };

/** Whether a demo has made an object. */
export function isMarked({ metadata }: KubeObject): boolean {
  return Object.entries(MARK).every(([name, value]) => metadata.labels?.[name] === value);
}
