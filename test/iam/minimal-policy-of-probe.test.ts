import { describe, expect, it } from 'vitest'
import { minimalPolicy } from '../../src/app/minimal-policy.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { simulated } from '../support/simulations.js'

const auditOf = (patches: Patch[]) =>
  new Inventory(simulated(applyPatches(articleSnapshot(), patches)), configSchema.parse({}))

describe('the minimal policy of a probe', () => {
  it('opens sessions to the hosts with the one document, named by the caller, and ends its own', () => {
    expect(minimalPolicy(auditOf([]), 'probe').document.Statement).toEqual([
      {
        Sid: 'StartProbes',
        Effect: 'Allow',
        Action: ['ssm:StartSession'],
        Resource: [
          'arn:aws:ssm:eu-west-1::document/AWS-StartPortForwardingSessionToRemoteHost',
          'arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1',
        ],
        Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
      },
      {
        Sid: 'OwnSessions',
        Effect: 'Allow',
        Action: ['ssmmessages:OpenDataChannel', 'ssm:ResumeSession', 'ssm:TerminateSession'],
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
        Resource: ['arn:aws:ssm:eu-west-1:123456789012:session/${aws:userid}-*'],
      },
      {
        Sid: 'OwnSessionsOfRoles',
        Effect: 'Allow',
        Action: ['ssm:ResumeSession', 'ssm:TerminateSession'],
        Resource: ['arn:aws:ssm:eu-west-1:123456789012:session/*'],
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
        Condition: { StringEquals: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' } },
      },
    ])
  })

  it('has what commands need apart, to those hosts', () => {
    expect(minimalPolicy(auditOf([]), 'probe-commands').document.Statement).toEqual([
      {
        Sid: 'RunProbes',
        Effect: 'Allow',
        Action: ['ssm:SendCommand'],
        Resource: [
          'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript',
          'arn:aws:ssm:eu-west-1::document/AWS-RunPowerShellScript',
          'arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1',
        ],
      },
      { Sid: 'ReadProbes', Effect: 'Allow', Action: ['ssm:GetCommandInvocation'], Resource: ['*'] },
    ])
  })

  it('is empty without hosts', () => {
    const none: Patch = { at: 'regions.eu-west-1.instances', set: [] }
    expect(minimalPolicy(auditOf([none]), 'probe').document.Statement).toEqual([])
  })
})
