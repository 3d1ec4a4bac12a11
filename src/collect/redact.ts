import { randomUUID } from 'node:crypto'
import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'
import { addressRedactor } from './redact-addresses.js'
import { redactPolicy } from './redact-policy.js'
import { textRedactor } from './redact-text.js'

/** Fields whose text is AWS's own: states, kinds, versions, times, regions. */
const KEPT_FIELDS = new Set(
  `outcome api partition takenAt region availabilityZone availabilityZoneId availabilityZones state status origin protocol ruleAction
  ipProtocol vpcEndpointType serviceTypes serviceRegion privateDnsNames connectivityType availabilityMode peeringStatus
  securityGroupReferencingSupport applianceModeSupport associationState resourceType type interfaceType
  internetGatewayBlockMode internetGatewayExclusionMode ruleType instanceType platform platformDetails launchTime
  httpEndpoint httpTokens systemStatus instanceStatus pingStatus lastPingDateTime agentVersion platformType platformName
  platformVersion sourceType documentVersion latestVersion sessionType documentType keyState keySpec keyUsage keyManager operations
  sseAlgorithm engine engineFamily decision action missingContextValues sourcePolicyType scheduleExpression
  idleSessionTimeout maxSessionDuration s3EncryptionEnabled cloudWatchEncryptionEnabled cloudWatchStreamingEnabled runAsEnabled
  apiCalls`.split(/\s+/),
)

/** Records by id, name or ARN: their keys are names too. */
const KEYED_BY_NAMES = new Set(
  `tags vpcAttributes hostedZones connectionStatuses sessionDocuments instanceProfiles roles users managedPolicies simulations
  encryptionContextSubset encryptionContextEquals`.split(/\s+/),
)

const POLICY_FIELDS = new Set(['policyDocument', 'document', 'assumeRolePolicyDocument', 'policy'])
const FREE_TEXT_FIELDS = new Set(['message', 'contentError', 'lastError'])

/** Names of AWS's own services and lists stay; those of other companies' endpoint services begin with `com.amazonaws.vpce.` */
const AWS_NAME_FIELDS = new Set(['serviceName', 'prefixListName'])

type Redact = (text: string) => string

/**
 * The snapshot with account ids, names, tags, addresses, host names, ids and ARNs replaced, equal ones by equal ones, so that
 * every check says the same of it. Addresses keep what holds what and whether they are public. What AWS owns stays: services,
 * documents, managed policies, actions, regions. The words jump and bastion and the tag `ssm-ready:role` stay, for they say which
 * instances are jump hosts; another selection (tag, name pattern, ids) has to be written anew.
 * @param seed the same seed gives the same replacements; without one, nobody can repeat them
 */
export function redactSnapshot(snapshot: Snapshot, seed: string = randomUUID()): Snapshot {
  const redact = createRedactor(snapshot, seed)
  return { ...(redactNode(snapshot, '', redact) as Snapshot), redacted: true }
}

/** The replacement of single texts as `redactSnapshot` makes it with this seed, e.g. for a config that goes with the snapshot. */
export function createRedactor(snapshot: Snapshot, seed: string): Redact {
  const fixed = snapshot.regions.flatMap(awsPrefixes)
  const vpcs = snapshot.regions.flatMap(vpcBlocks)
  return textRedactor(seed, addressRedactor(seed, fixed, vpcs).replace)
}

function awsPrefixes({ prefixLists }: RegionSnapshot): string[] {
  if (prefixLists.outcome !== 'ok') return []
  return prefixLists.value
    .filter((list) => list.ownerId === 'AWS')
    .flatMap((list) => (list.entries.outcome === 'ok' ? list.entries.value : []))
}

function vpcBlocks({ vpcs, vpcPeeringConnections }: RegionSnapshot): string[] {
  const own = vpcs.outcome === 'ok' ? vpcs.value : []
  const peers =
    vpcPeeringConnections.outcome === 'ok' ? vpcPeeringConnections.value.flatMap((p) => [p.requester, p.accepter]) : []
  return [...own, ...peers].flatMap((vpc) => [...vpc.cidrBlocks, ...vpc.ipv6CidrBlocks])
}

function redactNode(node: unknown, field: string, redact: Redact): unknown {
  if (KEPT_FIELDS.has(field)) return node
  if (typeof node === 'string') return redactField(node, field, redact)
  if (Array.isArray(node)) return node.map((item) => redactNode(item, field, redact))
  if (typeof node !== 'object' || node === null) return node
  // A collection's value is of the kind that its field says.
  if ('outcome' in node && 'value' in node) return { ...node, value: redactNode(node.value, field, redact) }
  if (isAwsPolicy(node)) return node
  const keyed = KEYED_BY_NAMES.has(field)
  const fieldOfValues = field === 'connectionStatuses' ? 'status' : ''
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      keyed ? [redact(key), redactNode(value, fieldOfValues, redact)] : [key, redactNode(value, key, redact)],
    ),
  )
}

function redactField(text: string, field: string, redact: Redact): string {
  if (POLICY_FIELDS.has(field)) return redactPolicy(text, redact)
  if (FREE_TEXT_FIELDS.has(field)) return 'redacted'
  if (AWS_NAME_FIELDS.has(field) && /^[\w.]*amazonaws\.(?!vpce\.)/.test(text)) return text
  if (field === 'linux' || field === 'windows') return text === '' ? '' : 'redacted'
  return redact(text)
}

/** Documents and names of AWS's own managed policies are public. */
function isAwsPolicy(node: object): boolean {
  const { arn, policyArn } = node as { arn?: unknown; policyArn?: unknown }
  return [arn, policyArn].some((text) => typeof text === 'string' && /^arn:[^:]+:iam::aws:/.test(text))
}
