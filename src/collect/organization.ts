import type { Collected } from '../model/collected.js'
import { keyArnToCome } from '../model/session-permissions.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { OrganizationWord } from '../model/snapshot-iam.js'
import type { IamContext } from './iam-policies.js'
import { AGENT_QUESTION, roleQuestions } from './iam-questions.js'
import { targetsIn } from './session.js'
import { collectSimulation } from './simulation.js'

export interface OrganizationRequest {
  context: IamContext
  partition: string
  accountId: string
  /** A user or role of the account, of any rights. */
  standIn: string
  /** ARN that a new role will have. */
  roleToCome?: string
  /** Where a new role would work, or a new key be used. */
  regions: readonly RegionSnapshot[]
}

const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})

/**
 * Whether the organization would let a role that does not exist yet do what hosts do. The simulator sees the organization's
 * policies of a principal alone that is there, so somebody of the same account stands in for the role: allowed everything by a
 * policy of the question, so that nothing is left but what the organization says, and under the role's name, by which
 * such policies make exceptions.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_OrganizationsDecisionDetail.html
 */
export async function collectOrganization(request: OrganizationRequest): Promise<Collected<OrganizationWord[]>> {
  const { context, partition, accountId, standIn, roleToCome, regions } = request
  const targets = regions.flatMap((region) => {
    const named = targetsIn({ ...region, hostIds: [] })
    return [named, { ...named, sessionKeyArn: keyArnToCome({ partition, accountId, region: region.region }) }]
  })
  const questions = [AGENT_QUESTION, ...roleQuestions({ partition, accountId, targets })].map((question) => ({
    ...question,
    policies: [EVERYTHING],
    ...(roleToCome !== undefined && { context: { 'aws:PrincipalArn': roleToCome } }),
  }))
  const answers = await collectSimulation(context, standIn, questions)
  if (answers.outcome !== 'ok') return answers
  return {
    ...answers,
    // Without a word of the organization there is none.
    value: answers.value.map(({ action, resource, allowedByOrganizations: allowed = true }) => ({
      ...{ action, resource, allowed },
    })),
  }
}
