import type { Labels } from '@fairlead/kube';

/** Labels by which Helm or a GitOps controller tells what is its own, to change or to delete. */
const OWNER_LABEL =
  /^(helm\.sh\/|argocd\.argoproj\.io\/|([a-z]+\.)?toolkit\.fluxcd\.io\/|app\.kubernetes\.io\/managed-by$|chart$|heritage$)/;

/** The same for annotations, and what kubectl remembers. */
const OWNER_ANNOTATION =
  /^(meta\.helm\.sh\/|helm\.sh\/|argocd\.argoproj\.io\/|([a-z]+\.)?toolkit\.fluxcd\.io\/|kubectl\.kubernetes\.io\/)/;

/** Labels that a copy may carry: nobody takes it for their own by them. */
export function keptLabels(labels: Labels | undefined): Labels {
  return keysThat((key) => !OWNER_LABEL.test(key), labels);
}

/** Annotations that a copy may carry. */
export function keptAnnotations(annotations: Labels | undefined): Labels {
  return keysThat((key) => !OWNER_ANNOTATION.test(key), annotations);
}

/** The entries whose key fits. */
export function keysThat(fits: (key: string) => boolean, map: Labels = {}): Labels {
  return Object.fromEntries(Object.entries(map).filter(([key]) => fits(key)));
}
