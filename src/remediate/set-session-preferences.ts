import type { Change } from '../model/change.js'
import type { JudgedFinding } from '../model/finding.js'
import { listed } from './blast.js'
import type { Obstacle, RemedyDefinition, World } from './define.js'

/** Checks that say whether hosts and operators can use the session key: by right, and by way. */
const CAN_USE_KEY = ['role-kms-decrypt', 'caller-kms-data-key', 'path-kms', 'endpoint-kms']

/** Session preferences name a key, once everybody can use it. */
export const setSessionPreferences: RemedyDefinition = {
  id: 'set-session-preferences',
  title: 'Set the key in the session preferences of a region, and keep whatever else they say',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  kinds: ['update-session-preferences'],
  waitsFor: () => (earlier) => CAN_USE_KEY.includes(earlier.checkId),
  unsafe,
  handling: ({ region }, { world }) => ({
    mode: 'approval',
    risk: `At once every shell of ${region} needs the key: whoever opens one must be allowed kms:GenerateDataKey, and so must the role of every node kms:Decrypt, also of nodes that are no jump hosts: ${listed(othersIn(region, world), 'there are none')}.`,
  }),
}

/** Nodes whose roles nobody has looked at. */
function othersIn(name: string, { inventory }: World): string[] {
  const region = inventory.regions.find((each) => each.region === name)
  if (region?.snapshot.managedNodes.outcome !== 'ok') return ['which ones could not be read']
  const hosts = new Set(region.hosts.map((host) => host.instanceId))
  return region.snapshot.managedNodes.value.map((node) => node.instanceId).filter((id) => !hosts.has(id))
}

/** Somebody would be locked out of the shells. */
function unsafe({ region }: Change, { findings }: World): Obstacle | undefined {
  const without = findings.find((f) => f.subject.region === region && CAN_USE_KEY.includes(f.checkId) && isInTheWay(f))
  if (!without) return undefined
  const { subject, message } = without
  return {
    reason: 'key-not-usable',
    message: `${subject.id} could not use the session key, and its shells would be refused: ${message}`,
  }
}

/** What an organization may deny is not seen of a key that does not exist yet, either. */
const isInTheWay = ({ status, reason }: JudgedFinding) =>
  status === 'fail' || (status === 'unknown' && reason !== 'organization-unseen')
