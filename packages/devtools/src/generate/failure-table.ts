import { markdownTable } from '@fairlead/core';
import { type AnyFailureClass, failureClasses, graceText } from '@fairlead/kube';

/** What keeps a rollout from becoming healthy and how long it may last, a line for each class of the registry. */
export function renderFailures(classes: readonly AnyFailureClass[] = failureClasses): string {
  const rows = classes.map((failure) => [failure.shows, graceText(failure), failure.hint]);
  return markdownTable(['What is wrong', 'How long it may last', 'What to do'], rows);
}
