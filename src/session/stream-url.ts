const PRESIGNED = /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token)$/i
const AWS_HOST = /^[a-z0-9.-]+\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws|api\.amazonwebservices\.com\.cn)$/

/** The service names an address that is not AWS's, and nobody asked for that. */
export class StreamUrlError extends Error {
  override name = 'StreamUrlError'
}

/**
 * Checks where a session's bytes would go.
 * @param isOverridden true when an endpoint override is set (`AWS_ENDPOINT_URL_SSM`): then any websocket address is taken
 * @throws StreamUrlError
 */
export function checkStreamUrl(streamUrl: string, isOverridden: boolean): URL {
  if (!URL.canParse(streamUrl))
    throw new StreamUrlError('ssm:StartSession answered with a StreamUrl that is no address.')
  const url = new URL(streamUrl)
  const isAws = url.protocol === 'wss:' && url.port === '' && AWS_HOST.test(url.hostname)
  if (isAws || (isOverridden && /^wss?:$/.test(url.protocol))) return url
  throw new StreamUrlError(
    `ssm:StartSession answered with the address ${url.protocol}//${url.host}, which is not AWS's. ` +
      'Another is only taken when AWS_ENDPOINT_URL_SSM or AWS_ENDPOINT_URL is set.',
  )
}

/** Names and values of the query as they are: `+` is a plus here, as for the service. */
export function queryOf({ search }: URL): Record<string, string> {
  const pairs = search.replace(/^\?/, '').split('&').filter(Boolean)
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return [decodeURIComponent(name), decodeURIComponent(value)]
    }),
  )
}

/** Such an address is signed already, and holds for one connection. */
export const isPresigned = (url: URL): boolean => Object.keys(queryOf(url)).some((name) => PRESIGNED.test(name))
