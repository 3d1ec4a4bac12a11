import type { Report } from '../model/report.js'

/** Whether the audit looked at all of its regions: no VPCs, hosts or checks were picked. */
export const isWhole = ({
  scope: { accountId: _, partition: __, regions: ___, ...limits },
}: Pick<Report, 'scope'>): boolean => Object.values(limits).every((limit) => limit === undefined)
