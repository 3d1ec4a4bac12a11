/**
 * Whether an answer may be sent to an address: it is Slack's, by the origin that the config names.
 * @param hooksUrl `https://hooks.slack.com` unless the config says otherwise
 */
export function mayReplyTo(responseUrl: string, hooksUrl: string): boolean {
  if (!URL.canParse(responseUrl) || !URL.canParse(hooksUrl)) return false
  const { origin, username, password } = new URL(responseUrl)
  return origin !== 'null' && origin === new URL(hooksUrl).origin && username === '' && password === ''
}
