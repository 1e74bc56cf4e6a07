/** One call of the REST API: a route such as `POST /repos/{owner}/{repo}/deployments` and its parameters. */
export type Ask = <T>(
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  permission: string,
) => Promise<T>;
