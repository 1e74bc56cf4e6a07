import { describeAnnotation } from '../log/describe-annotation.ts';
import type { AnnotationLevel, Host } from '../ports/host.ts';

/** GitHub shows this many annotations of one level for a step and drops the rest without a word. */
const SHOWN_PER_LEVEL = 10;

/** The failure line comes last and must be among those that are shown. */
const LIMITS: Readonly<Record<AnnotationLevel, number>> = {
  notice: SHOWN_PER_LEVEL,
  warning: SHOWN_PER_LEVEL,
  error: SHOWN_PER_LEVEL - 1,
};

/** A host on which what would be dropped stands in the log as a plain line. */
export function limitAnnotations(host: Host): Host {
  const told: Record<AnnotationLevel, number> = { notice: 0, warning: 0, error: 0 };
  return {
    ...host,
    annotate(annotation) {
      told[annotation.level] += 1;
      if (told[annotation.level] <= LIMITS[annotation.level]) host.annotate(annotation);
      else host.info(describeAnnotation(annotation));
    },
  };
}
