/** What would run in a page that shows it as it is. */
export const HOSTILE: string = '<script>alert(1)</script><img src=x onerror=alert(2)>&"';
/** A word that fits into no line. */
export const LONG: string = 'Donaudampfschifffahrtsgesellschaft'.repeat(40);
