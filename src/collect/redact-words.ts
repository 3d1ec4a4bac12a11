/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const GLOBAL_KEYS =
  'PrincipalArn|PrincipalAccount|PrincipalOrgPaths|PrincipalOrgID|PrincipalIsAWSService|PrincipalServiceName|PrincipalServiceNamesList|PrincipalType|userid|username|AssumedRoot|FederatedProvider|TokenIssueTime|MultiFactorAuthAge|MultiFactorAuthPresent|ChatbotSourceArn|Ec2InstanceSourceVpc|Ec2InstanceSourcePrivateIPv4|SourceIdentity|SourceIp|SourceVpc|SourceVpcArn|SourceVpce|VpceAccount|VpceOrgID|VpceOrgPaths|VpcSourceIp|ResourceAccount|ResourceOrgID|ResourceOrgPaths|CalledVia|CalledViaFirst|CalledViaLast|ViaAWSService|CurrentTime|EpochTime|Referer|RequestedRegion|TagKeys|SecureTransport|SourceAccount|SourceArn|SourceOrgID|SourceOrgPaths|UserAgent'
/** Services whose condition keys are AWS's own words. */
const SERVICES =
  'ec2|ssm|ssmmessages|s3|kms|rds|rds-db|logs|iam|sts|elasticache|redshift|redshift-serverless|eks|es|secretsmanager|saml|cognito-identity'
const OWN_KEY = new RegExp(`^(?:aws:(?:${GLOBAL_KEYS})|(?:${SERVICES}):[a-z][a-z0-9-]*)$`, 'i')
/** `aws:ResourceTag/KEY`, `kms:EncryptionContext:KEY`: what comes first is AWS's. */
const KEY_OF_THEIRS = new RegExp(`^((?:aws|${SERVICES}):(?:[a-z-]*tag/|EncryptionContext:))(.*)$`, 'is')
/** What an identity provider says of a token: `oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub`. */
const OF_PROVIDER = /^(.*):(sub|aud|amr|azp|oaud|email)$/s

/** A condition key: names of tags, of what a key is asked with and of identity providers are replaced, AWS's own keys stay. */
export function redactContextKey(key: string, text: (text: string) => string): string {
  const [, prefix, theirs = ''] = KEY_OF_THEIRS.exec(key) ?? []
  if (prefix !== undefined) return prefix + text(theirs)
  if (OWN_KEY.test(key)) return key
  const [, provider, claim] = OF_PROVIDER.exec(key) ?? []
  return provider === undefined ? text(key) : `${text(provider)}:${claim}`
}

/** A policy's variable, without its braces: what it is, and what stands where that has no value. */
const VARIABLE = /^(.*?)(,.*)?$/s

export function redactVariable(inside: string, text: (text: string) => string): string {
  const [, key = '', preset = ''] = VARIABLE.exec(inside) ?? []
  return redactContextKey(key.trim(), text) + text(preset)
}

const NUMBER = /^\s*(?:true|false|[-+]?\d{0,10}(?:\.\d{1,6})?)\s*$/i
const TIME = /^\d{4}-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[-+]\d\d:?\d\d)?)?)?$/

/** A switch, a number that is no account's, or a time. */
export function keptNumber(value: unknown): boolean {
  if (typeof value === 'boolean') return true
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && (NUMBER.test(text) || TIME.test(text))
}
