import type { Iam } from '../iam/iam.js'
import type { AuditedVpc, Inventory, RegionInventory } from '../inventory/inventory.js'
import type { Tunnel } from '../inventory/tunnels.js'
import type { Database } from '../model/database.js'
import type { Capability, Hop, Remedy, Status, SubjectKind } from '../model/finding.js'
import type { Instance } from '../model/snapshot-hosts.js'
import type { Network } from '../network/index.js'

/** What a check of each kind is given to judge. */
export interface SubjectTypes {
  vpc: AuditedVpc
  host: Instance
  region: RegionInventory
  database: Database
  tunnel: Tunnel
  /** ARN of an operator's role or user. */
  caller: { arn: string }
}

export interface CheckContext {
  inventory: Inventory
  network: Network
  iam: Iam
  /** The subject's region; of a tunnel, the host's. */
  region: RegionInventory
  /** Set where nobody reads the hops of what passes: there are hundreds of thousands of them in a large account. */
  withoutHopsOfPasses?: boolean
}

/** What a check says of one subject. */
export interface Outcome {
  status: Status
  /** Stable kebab-case key. */
  reason: string
  /** One plain sentence that names ids and values. */
  message: string
  evidence?: Record<string, unknown>
  /** The API that was not read, where that is why the outcome is `unknown`. Absent: the one that an unknown hop names. */
  api?: string
  hops?: Hop[]
  remedy?: Remedy
  /** Where this outcome bears on other capabilities than the check usually does. */
  blocks?: Capability[]
  posture?: boolean
  /** Of a region: the hosts that this bears on, where not on all of them. */
  hostIds?: string[]
}

export interface CheckDefinition<K extends SubjectKind = SubjectKind> {
  /** Same as the file's name. */
  id: string
  /** The good condition, as a statement. */
  title: string
  /** What people meet where it does not hold, in a sentence or two. */
  why: string
  /** Where to mend it in AWS's console: `Service > Page > Button`. */
  console: string
  subject: K
  /** Capabilities that a `fail` takes away. */
  blocks: Capability[]
  posture: boolean
  /**
   * Ids of the checks whose findings may be the cause of this one's: where one of them is in trouble on the same host,
   * its VPC or its region, this one's finding is a symptom. One with hops only where the hop that decides is that cause.
   */
  symptomOf?: readonly string[]
  /**
   * Id of the check whose failing finding about the host's VPC says why a name is looked for on the internet: a path that
   * ends there for want of a route, or at the endpoint itself, has the same cause.
   */
  endpointCheck?: string
  /** Checks of one family that say the same of one subject speak of one cause. */
  family?: string
  /** Where a finding about a VPC is `unknown`, it follows from what leaves the VPC's hosts in question. */
  followsHosts?: boolean
  /** IAM actions whose answers the check looks at. */
  needs: string[]
  /** AWS's documentation of the condition. */
  doc: string
  /** Every status that `run` can return, besides the `unknown` of an unreadable collection. */
  statuses: Status[]
  run(subject: SubjectTypes[K], context: CheckContext): Outcome
}

/** A check: metadata beside logic. `run` is pure; it reads collections through `read` alone. */
export function defineCheck<K extends SubjectKind>(check: CheckDefinition<K>): CheckDefinition<K> {
  return check
}

type Say = (reason: string, message: string, more?: Omit<Partial<Outcome>, 'status' | 'reason' | 'message'>) => Outcome
const say =
  (status: Status): Say =>
  (reason, message, more = {}) => ({ status, reason, message, ...more })

export const pass = say('pass')
export const warn = say('warn')
export const fail = say('fail')
export const unknown = say('unknown')
export const skip = say('skip')
