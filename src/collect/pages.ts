/** The pages of a list for which the SDK has no paginator. */
export async function* byToken<P>(
  fetch: (token: string | undefined) => Promise<P>,
  tokenOf: (page: P) => string | undefined,
): AsyncGenerator<P, undefined> {
  let token: string | undefined
  do {
    const page = await fetch(token)
    yield page
    token = tokenOf(page)
  } while (token)
  return undefined
}
