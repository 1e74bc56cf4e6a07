/** Where a verdict is told beside the run. */
export const places = ['comment', 'check'] as const;
