import { auditActions, remedyNeeds } from '../app/needed-actions.js'
import { PUBLISHER_NEEDS } from '../app/publishers.js'
import type { Destination } from '../model/destinations.js'
import { groupBy } from '../model/group-by.js'
import type { NeededAction } from '../model/needed-action.js'

/** A statement of an IAM policy, as CloudFormation takes it. */
export interface RoleStatement {
  Sid: string
  Effect: 'Allow'
  Action: string[]
  Resource: '*' | { 'Fn::Sub': string }[]
  Condition?: Record<string, Record<string, string>>
}

/** What the audit function may do: what the collectors and checks look at. */
export function auditStatements(): RoleStatement[] {
  return [{ Sid: 'Audit', Effect: 'Allow', Action: auditActions(), Resource: '*' }]
}

/** What the remediation function may do for some remedies, beyond an audit. */
export const remedyStatements = (remedies: readonly string[]): RoleStatement[] =>
  grouped(remedyNeeds(remedies)).map((needs, i) => statementOf(needs, `Remedies${i + 1}`))

/** What the audit function may do for a destination of reports. */
export const publisherStatements = (destination: Destination): RoleStatement[] =>
  grouped(PUBLISHER_NEEDS[destination]).map((needs, i) => statementOf(needs, `${sidOf(destination)}${i + 1}`))

/** `security-hub`: `SecurityHub`. */
const sidOf = (destination: Destination) =>
  destination.replace(/(^|-)[a-z]/g, (start) => start.replace('-', '').toUpperCase())

/** Needs on the same resources, under the same condition, are one statement. */
const grouped = (needs: readonly NeededAction[]): NeededAction[][] => [
  ...groupBy(needs, ({ resources, condition }) => JSON.stringify([resources, condition])).values(),
]

function statementOf(needs: readonly NeededAction[], Sid: string): RoleStatement {
  const [{ resources, condition } = { resources: undefined, condition: undefined }] = needs
  return {
    Sid,
    Effect: 'Allow',
    Action: [...new Set(needs.map((need) => need.action))].sort(),
    Resource: resources === undefined ? '*' : resources.map((arn) => ({ 'Fn::Sub': arn })),
    ...(condition && { Condition: condition }),
  }
}
