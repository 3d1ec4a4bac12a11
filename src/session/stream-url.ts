import { DNS_SUFFIXES } from '../model/dns-suffix.js'

const PRESIGNED = /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token)$/i
/** Names of both stacks have suffixes of their own. */
const SUFFIXES = [...DNS_SUFFIXES, 'api.aws', 'api.amazonwebservices.com.cn']
const isOfAws = (host: string) => SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`))

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
  const isAws = url.protocol === 'wss:' && url.port === '' && isOfAws(url.hostname)
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
      return [decoded(name), decoded(value)]
    }),
  )
}

/** A percent sign that escapes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Such an address is signed already, and holds for one connection. */
export const isPresigned = (url: URL): boolean => Object.keys(queryOf(url)).some((name) => PRESIGNED.test(name))

/** A stream URL with another host: an endpoint of a VPC without private DNS has a name that the service does not know of. */
export function movedTo({ protocol, host }: URL, streamUrl: string): string {
  const scheme = /^(http|ws):$/.test(protocol) ? 'ws' : 'wss'
  return streamUrl.replace(/^wss?:\/\/[^/?#]+/i, `${scheme}://${host}`)
}
