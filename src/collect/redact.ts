import { randomUUID } from 'node:crypto'
import { type RegionSnapshot, type Snapshot, snapshotSchema } from '../model/snapshot.js'
import { addressRedactor } from './redact-addresses.js'
import { redactBySchema } from './redact-by-schema.js'
import { hiddenLetters, type RedactText } from './redact-pattern.js'
import { textRedactor } from './redact-text.js'

/**
 * The snapshot with account ids, names, tags, addresses, host names, ids and ARNs replaced, equal ones by equal ones, so that
 * every check says the same of it. Addresses keep what holds what and whether they are public. What AWS owns stays: services,
 * documents, managed policies, actions, regions. The words jump and bastion and the tag `ssm-ready:role` stay, for they say which
 * instances are jump hosts; another selection (tag, name pattern, ids) has to be written anew.
 * @param seed the same seed gives the same replacements; without one, nobody can repeat them
 */
export function redactSnapshot(snapshot: Snapshot, seed: string = randomUUID()): Snapshot {
  const redact = createRedactor(snapshot, seed)
  return { ...redactBySchema(snapshotSchema, snapshot, redact), redacted: true }
}

/** The replacement of single texts as `redactSnapshot` makes it with this seed, e.g. for a config that goes with the snapshot. */
export function createRedactor(snapshot: Snapshot, seed: string): RedactText {
  const fixed = snapshot.regions.flatMap(awsPrefixes)
  const vpcs = snapshot.regions.flatMap(vpcBlocks)
  return textRedactor(seed, addressRedactor(seed, fixed, vpcs).replace, lettersOfPatterns(snapshot))
}

/** Letters that stand right behind a wildcard in any policy of the snapshot. */
function lettersOfPatterns(snapshot: Snapshot): ReadonlySet<string> {
  const letters = new Set<string>()
  const pattern = (text: string): string[] => {
    for (const letter of hiddenLetters(text)) letters.add(letter)
    return [text]
  }
  redactBySchema(
    snapshotSchema,
    snapshot,
    Object.assign((text: string) => text, { pattern }),
  )
  return letters
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
