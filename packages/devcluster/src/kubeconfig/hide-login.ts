/** What a person wrote as an address, without the user and password in front of the last `@`: it need not be one. */
export function hideLogin(text: string): string {
  return text.replace(/^.*@/s, '***@');
}
