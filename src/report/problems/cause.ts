import type { Hop, JudgedFinding } from '../../model/finding.js'
import { decidingHop } from '../../model/headline.js'
import { subjectKey } from '../../model/subject-key.js'

/** What a finding bears on verdicts, runtime evidence weighed. */
export type Bearing = 'fail' | 'unknown' | 'warn'

/** A finding in trouble, and the cause that it shows. Findings of one cause have one key. */
export interface Trouble {
  finding: JudgedFinding
  bears: Bearing
  /** In every audit the same: ids and stable keys alone. */
  cause: string
  /** The hop that decides, where the finding has hops. */
  hop?: Hop
}

export interface CauseContext {
  /** The region in which an API was not read. */
  apiRegion(api: string, region: string): string
  /** By check id, where the check has one. */
  families: ReadonlyMap<string, string>
}

/** The trouble that a finished finding speaks of, if any. What was not read is in question even where evidence outweighs it. */
export function troubleOf(finding: JudgedFinding, { apiRegion, families }: CauseContext): Trouble | undefined {
  const bears = bearingOf(finding)
  if (bears === undefined) return undefined
  const { accountId, region } = finding.subject
  const place = (...parts: string[]) => [accountId, ...parts].join('/')
  const hop = decidingHop(finding)
  const common = { finding, bears, ...(hop && { hop }) }
  if (finding.api !== undefined && bears === 'unknown')
    return { ...common, cause: place('api', apiRegion(finding.api, region), finding.api) }
  if (hop) return { ...common, cause: place('hop', ...hopKey(hop, finding)) }
  return { ...common, cause: place('check', ...checkKey(finding, families)) }
}

function bearingOf({ status, weighed, api }: JudgedFinding): Bearing | undefined {
  if (status === 'pass' || status === 'skip') return undefined
  if (status !== 'unknown' || weighed === undefined) return status
  if (api !== undefined) return 'unknown'
  return weighed.as === 'none' ? undefined : 'warn'
}

/** Its rules have a domain each, and what blocks several names is still one rule group. */
const ONE_WHATEVER_THE_RULE = new Set(['DNS_FIREWALL_BLOCKED'])

/** A place in the network is one whoever passes it; what has a name or an address is another in each VPC. */
function hopKey({ at, kind, code, rule }: Hop, { subject }: JudgedFinding): string[] {
  const named = subject.databaseKind !== undefined && subject.id.endsWith(`/${nameIn(at)}`)
  const within = named || kind === 'database' || kind === 'address' || !IDENTIFIER.test(at)
  const where = within
    ? [subject.region, subject.vpcId ?? '', ...(named ? [subject.databaseKind ?? ''] : []), at]
    : [at]
  return [...where, kind, code, ...(rule === undefined || ONE_WHATEVER_THE_RULE.has(code) ? [] : [rule])]
}

/** The database, of a place that one has: `orders in subnet-0a1 (10.0.1.0/24)`. */
const nameIn = (at: string): string => at.replace(/ in subnet-\S+( \(.*\))?$/, '')

/** What AWS gives out once: `vpce-0a1`, `rslvr-rr-0a1`, a hosted zone's `Z0A1`. */
const IDENTIFIER = /^(?:[a-z]+-)+[\w-]+$|^Z\w+$/

/** Every check of an operator finds that there is none. */
const ONE_WHATEVER_THE_CHECK = new Set(['no-such-principal'])

/** What is wrong in the same way with several hosts or databases of a VPC is one cause. */
function checkKey({ checkId, reason, subject }: JudgedFinding, families: CauseContext['families']): string[] {
  const { kind, region, vpcId } = subject
  const within = vpcId === undefined || kind === 'vpc' ? subjectKey(subject) : `${region}/${vpcId}`
  return [ONE_WHATEVER_THE_CHECK.has(reason) ? 'any' : (families.get(checkId) ?? checkId), reason, within]
}
