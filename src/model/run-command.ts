import type { JudgedFinding, Subject } from './finding.js'
import { subjectKey } from './subject-key.js'

/** A finding that speaks of a host: by itself, or of its VPC or region. */
export function bearsOnHost(
  { subject }: Pick<JudgedFinding, 'subject'>,
  host: Pick<Subject, 'id' | 'vpcId' | 'region'>,
): boolean {
  if (subject.region !== host.region) return false
  if (subject.kind === 'host') return subject.id === host.id
  if (subject.kind === 'vpc') return subject.id === host.vpcId
  return subject.kind === 'region'
}

/**
 * True where no agent can be updated by Run Command for what a finding says: no command arrives, or what it fetches from S3 does
 * not. Of shells' logs in S3 nothing of the kind follows, and such findings name `shell`, too.
 */
export function stopsUpdates({ checkId, status, blocks, hops = [] }: JudgedFinding): boolean {
  if (!blocks.includes('runCommand')) return false
  if (status === 'fail') return true
  return (
    checkId === 'path-s3' && status === 'warn' && blocks.length === 1 && hops.some(({ outcome }) => outcome === 'fail')
  )
}

/** What stops a host's updates goes away with another finding: a way that ends for want of an endpoint with that of the endpoint. */
export function isMendedWith(stop: JudgedFinding, host: Subject, { checkId, subject }: JudgedFinding): boolean {
  if (checkId === stop.checkId) return subjectKey(subject) === subjectKey(stop.subject)
  return (
    subject.region === host.region && mendersOf(stop, host).some((by) => by.checkId === checkId && by.id === subject.id)
  )
}

/** By check and id of their subject, the findings with which what stops a host's updates goes away. */
export function mendersOf({ checkId, subject }: JudgedFinding, host: Subject): { checkId: string; id: string }[] {
  const own = { checkId, id: subject.id }
  if (!checkId.startsWith('path-') || host.vpcId === undefined) return [own]
  return [own, { checkId: checkId.replace(/^path-/, 'endpoint-'), id: host.vpcId }]
}
