import type { Report } from '../../model/report.js'
import { enteredAccounts } from '../../model/report-scope.js'

/** The part of each account in a report of several; a report of one as it is. */
export function perAccount(report: Report): Report[] {
  if (report.scope.accounts === undefined) return [report]
  return enteredAccounts(report.scope).map(({ accountId, regions }) => partOf(report, accountId, regions))
}

function partOf(report: Report, accountId: string, regions: string[]): Report {
  const own = (item: { accountId?: string }) => item.accountId === accountId
  return {
    ...report,
    scope: { ...report.scope, accountId, regions },
    complete: !report.gaps.some(own),
    gaps: report.gaps.filter(own),
    vpcs: report.vpcs.filter(own),
    hosts: report.hosts.filter(own),
    databases: report.databases.filter(own),
    tunnels: report.tunnels.filter(own),
    findings: report.findings.filter(({ subject }) => own(subject)),
    problems: report.problems.filter(({ subjects: [first] }) => first !== undefined && own(first)),
  }
}

/** Families of one name with the samples of all. */
export const joined = <F extends { name: string; samples: readonly unknown[] }>(families: readonly F[]): F[] => {
  const byName = new Map<string, F>()
  for (const family of families) {
    const known = byName.get(family.name)
    byName.set(family.name, known ? { ...family, samples: [...known.samples, ...family.samples] } : family)
  }
  return [...byName.values()]
}
