/** How to prove who we are to a registry. */
export type RegistryCredentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** A refresh token, exchanged for access tokens at the registry's token service. */
  | { readonly kind: 'identity-token'; readonly token: string };

/** The value of an `Authorization` header for basic authentication. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
