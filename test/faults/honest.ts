import type { Report } from '../../src/model/report.js'

/** What a report says of each subject: verdicts, postures, and the status of each finding. */
function sayings(report: Report): Map<string, string> {
  const said = new Map<string, string>()
  for (const { vpcId, verdict, posture } of report.vpcs) {
    said.set(`verdict of ${vpcId}`, verdict)
    said.set(`posture of ${vpcId}`, posture ?? 'none')
  }
  for (const { instanceId, verdicts, posture } of report.hosts) {
    said.set(`tunnel of ${instanceId}`, verdicts.tunnel)
    said.set(`shell of ${instanceId}`, verdicts.shell)
    said.set(`posture of ${instanceId}`, posture)
  }
  for (const { hostId, databaseKind, databaseId, verdict } of report.tunnels)
    said.set(`tunnel ${hostId} ${databaseKind} ${databaseId}`, verdict)
  for (const { databaseKind, databaseId, verdict } of report.databases.map((d) => ({ ...d, databaseKind: d.kind })))
    said.set(`database ${databaseKind} ${databaseId}`, verdict)
  for (const { checkId, subject, status } of report.findings)
    said.set(`${checkId} of ${subject.kind} ${subject.databaseKind ?? ''} ${subject.id}`, status)
  return said
}

/**
 * Where a report that was made although something could not be read says other than the truth: anything but the truth itself,
 * `UNKNOWN`, or nothing at all of a subject that could not be listed. A READY that runtime evidence alone upholds is DEGRADED.
 * A check that had nothing to judge may have something, now that it does not see why it need not.
 */
export function dishonest(truth: Report, report: Report): string[] {
  const [before, after] = [sayings(truth), sayings(report)]
  return [...after].flatMap(([subject, now]) => {
    const was = before.get(subject)
    const isOpen = now === 'UNKNOWN' || now === 'unknown' || (was === 'READY' && now === 'DEGRADED') || was === 'skip'
    return now === was || isOpen ? [] : [`${subject}: ${was ?? 'not there'} → ${now}`]
  })
}
