import { expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { auditOf } from '../report/support.js'

it.each(['aws:PrincipalOrgID', 'aws:ResourceOrgID', 'aws:PrincipalOrgPaths'])(
  'an endpoint policy for the organization alone leaves the path open, and says that %s would settle it',
  (key) => {
    const policyDocument = JSON.stringify({
      Statement: [
        {
          ...{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
          Condition: { 'ForAnyValue:StringLike': { [key]: 'o-a1*' } },
        },
      ],
    })
    const inventory = auditOf([{ at: 'regions.eu-west-1.vpcEndpoints.vpce-0kms', merge: { policyDocument } }])
    const [finding] = runChecks(
      CHECKS.filter(({ id }) => id === 'path-kms'),
      inventory,
    )
    expect(finding).toMatchObject({ status: 'unknown', reason: 'endpoint-policy-unknown' })
    expect(finding?.message).toContain(`depends on ${key}.`)
  },
)
