import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { PROBLEM_LEVELS, type Problem } from '../../src/model/finding.js'
import type { Report } from '../../src/model/report.js'
import { subjectKey } from '../../src/model/subject-key.js'
import type { Patch } from '../support/patch.js'
import { reportOfSample } from '../support/sample-report.js'
import { auditOf, hostFinding, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'
const problemsOf = (patches: Patch[], config: unknown = {}) => reportOf(auditOf(patches, config)).problems
const checksOf = ({ symptoms }: Problem) => [...new Set(symptoms.map(({ checkId }) => checkId))].sort()
const offline: Patch[] = [
  { at: `${REGION}.connectionStatuses.i-0a1`, set: 'notconnected' },
  { at: `${REGION}.managedNodes.i-0a1.pingStatus`, set: 'ConnectionLost' },
]
const instance = (id: string, address: string): Patch => {
  const [host] = auditOf().regions[0]?.hosts ?? []
  const [eni] = host?.networkInterfaces ?? []
  return {
    at: `${REGION}.instances`,
    add: {
      ...host,
      instanceId: id,
      privateIpAddress: address,
      networkInterfaces: [{ ...eni, networkInterfaceId: `eni-${id.slice(2)}`, privateIpAddresses: [address] }],
    },
  }
}

describe('the problems of an account', () => {
  it('are none where all is well', () => {
    expect(problemsOf([])).toEqual([])
  })

  it('are one for hosts and paths that share the hop, with what only follows from it as symptoms', () => {
    const closed: Patch = { at: `${REGION}.securityGroups.sg-0endpoints.ipPermissions`, set: [] }
    const [first, ...others] = problemsOf([closed, ...offline])
    expect(others).toEqual([])
    expect(first).toMatchObject({
      level: 'blocked',
      checkId: 'path-ssm',
      reason: 'blocked-by-security-group-ingress',
      blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
      vpcId: 'vpc-0a1',
      region: 'eu-west-1',
      subjects: [{ kind: 'host', id: 'i-0a1' }],
    })
    expect(first?.message).toContain('ssm.eu-west-1.amazonaws.com')
    expect(first && checksOf(first)).toEqual(
      expect.arrayContaining(['node-channel', 'node-online', 'path-ssmmessages']),
    )
  })

  it('are one for an operator that does not exist, whichever checks find that', async () => {
    const operators = ['arn:aws:iam::111122223333:role/gone']
    const { problems } = await reportOfSample('article', { operators })
    expect(problems.map(({ reason }) => reason)).toEqual(['no-such-principal'])
    expect(checksOf(problems[0] as Problem).length).toBeGreaterThan(2)
  })

  it('are what the remedies of their symptoms name, and nothing that did not fail', () => {
    const closed: Patch = { at: `${REGION}.securityGroups.sg-0endpoints.ipPermissions`, set: [] }
    const remedyOf = (patches: Patch[]) =>
      reportOf(auditOf(patches)).findings.find(({ checkId }) => checkId === 'node-channel')?.remedy?.text
    expect(remedyOf([closed, ...offline])).toBe(
      'First follow the finding of path-ssm. Restart the agent or reboot the host.',
    )
    expect(remedyOf(offline)).toBe('Restart the agent or reboot the host.')
  })

  it('are one for a hop that five tunnels share', () => {
    const closed: Patch = { at: `${REGION}.securityGroups.sg-0postgres.ipPermissions`, set: [] }
    const hosts = [2, 3, 4, 5].map((n) => instance(`i-0a${n}`, `10.0.0.${20 + n}`))
    const problems = problemsOf([...hosts, closed]).filter(({ checkId }) => checkId === 'database-path')
    expect(problems).toHaveLength(1)
    expect(problems[0]?.subjects.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((n) => `i-0a${n}/jump-postgres`))
  })

  it('are one for an API that was refused, with the action to grant and the checks that cannot tell', () => {
    const problems = problemsOf([{ at: `${REGION}.securityGroups`, failed: 'denied' }])
    const refused = problems.filter(({ reason }) => reason === 'api-denied')
    expect(refused).toHaveLength(1)
    expect(refused[0]).toMatchObject({ level: 'unknown', region: 'eu-west-1' })
    expect(refused[0]?.remedy?.text).toContain('ec2:DescribeSecurityGroups')
    const blinded = [refused[0]?.checkId, ...(refused[0] ? checksOf(refused[0]) : [])]
    expect(blinded).toEqual(expect.arrayContaining(['host-no-inbound', 'database-path', 'database-private']))
  })

  it('have a channel that is not connected for a lead where no cause is seen', () => {
    const [first, ...others] = problemsOf(offline)
    expect(first).toMatchObject({ level: 'blocked', checkId: 'node-channel' })
    expect(first && checksOf(first)).toEqual(['node-online'])
    expect(others).toEqual([])
  })

  it('do not blame an agent that is too old for tunnels for a channel that is not connected', () => {
    const old: Patch = { at: `${REGION}.managedNodes.i-0a1.agentVersion`, set: '3.1.941.0' }
    expect(problemsOf([...offline, old]).map(({ checkId }) => checkId)).toEqual(
      expect.arrayContaining(['node-channel', 'agent-remote-host']),
    )
  })

  it("are led by the VPC's DNS where names do not resolve", () => {
    const off: Patch = { at: `${REGION}.vpcAttributes.vpc-0a1.enableDnsSupport`, set: false }
    const [first] = problemsOf([off, ...offline])
    expect(first).toMatchObject({ level: 'blocked', checkId: 'vpc-dns', subjects: [{ kind: 'vpc', id: 'vpc-0a1' }] })
    expect(first && checksOf(first)).toEqual(expect.arrayContaining(['node-channel', 'path-ssm', 'path-ssmmessages']))
  })

  it('are mended where they are; the way around it is named by the paths themselves', () => {
    const { problems, findings } = reportOf(auditOf([{ at: `${REGION}.vpcEndpoints`, set: [] }]))
    expect(problems[0]?.remedy?.text).not.toContain('rtb-0a1')
    expect(findings.find(({ checkId }) => checkId === 'path-ssm')?.remedy?.text).toContain('Give rtb-0a1 a route')
  })

  it('are as many as there are ends of the way where no endpoint is there and another thing is broken', () => {
    const nat: Patch[] = [
      { at: `${REGION}.vpcEndpoints`, set: [] },
      {
        at: `${REGION}.routeTables.rtb-0a1.routes`,
        add: {
          destinationCidrBlock: '0.0.0.0/0',
          natGatewayId: 'nat-0gone',
          state: 'blackhole',
          origin: 'CreateRoute',
        },
      },
    ]
    expect(problemsOf([...nat, ...offline]).map(({ checkId, reason }) => [checkId, reason])).toEqual([
      ['path-ssm', 'blocked-by-route'],
      ['endpoint-kms', 'absent'],
    ])
  })

  it('name the other endpoints that are not there either', () => {
    const none: Patch = { at: `${REGION}.vpcEndpoints`, set: [] }
    const paths = ['path-kms', 'path-s3', 'path-ssm', 'path-ssmmessages']
    const accept = paths.map((check) => ({ check, subject: '*', reason: 'known' }))
    const problem = problemsOf([none], { accept }).find(({ checkId }) => checkId === 'endpoint-kms')
    expect(problem?.message).toBe(
      'vpc-0a1 has no kms endpoint (needed for session-encryption). The same: endpoint-s3, endpoint-ssm, endpoint-ssmmessages.',
    )
  })

  it('have the doubt about a host for the cause of a doubt about redundancy', () => {
    const second = instance('i-0a2', '10.0.2.22')
    const zone: Patch[] = [
      { at: `${REGION}.instances.i-0a2.availabilityZone`, set: 'eu-west-1b' },
      {
        at: `${REGION}.managedNodes`,
        add: { ...auditOf().regions[0]?.knownNodeOf('i-0a1'), instanceId: 'i-0a2' },
      },
      {
        at: `${REGION}.connectionStatuses.i-0a2`,
        set: { outcome: 'ok', api: 'ssm:GetConnectionStatus', value: 'connected' },
      },
      { at: `${REGION}.dhcpOptions.dopt-0a1.domainNameServers`, set: ['10.9.9.9'] },
    ]
    const problems = problemsOf([second, ...zone])
    expect(problems.map(({ checkId }) => checkId)).not.toContain('vpc-jump-host-redundancy')
    expect(problems.flatMap(checksOf)).toContain('vpc-jump-host-redundancy')
  })

  it('have no accepted finding for a lead', () => {
    const closed: Patch = { at: `${REGION}.securityGroups.sg-0endpoints.ipPermissions`, set: [] }
    const accept = [{ check: 'path-ssm', subject: '*', reason: 'known' }]
    expect(problemsOf([closed, ...offline], { accept })[0]).toMatchObject({ checkId: 'path-ssmmessages' })
  })

  it('degrade where evidence outweighs a failure, and are none where it drops a doubt', () => {
    const channel = hostFinding('node-channel', 'pass')
    const findings = [channel, hostFinding('role-trust', 'fail'), hostFinding('vpc-dns', 'unknown')]
    const { problems } = reportOf(auditOf(), { findings })
    expect(problems.map(({ level, checkId }) => [level, checkId])).toEqual([['degraded', 'role-trust']])
  })
})

describe.each(['troubled', 'large'] as const)('the problems of %s', async (sample) => {
  const report = await reportOfSample(sample, {}, {}, { large: { vpcs: 24, instances: 150, databases: 40 } })
  const has = (checkId: string, subject: Problem['subjects'][number], { findings }: Report = report) =>
    findings.some((f) => f.checkId === checkId && subjectKey(f.subject) === subjectKey(subject))

  it('have keys of their own, the worst first, and speak of findings that are there', () => {
    expect(report.problems.length).toBeGreaterThan(5)
    expect(new Set(report.problems.map(({ key }) => key)).size).toBe(report.problems.length)
    const ranks = report.problems.map(({ level }) => PROBLEM_LEVELS.indexOf(level))
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    for (const { checkId, subjects, symptoms } of report.problems) {
      expect(subjects[0] && has(checkId, subjects[0])).toBe(true)
      for (const symptom of symptoms) expect(has(symptom.checkId, symptom.subject)).toBe(true)
      expect(symptoms.map((symptom) => symptom.checkId)).not.toContain(checkId)
    }
  })

  it('name a cause for every VPC that is BLOCKED, and every finding once', () => {
    const symptoms = report.problems.flatMap((problem) => problem.symptoms)
    const keys = symptoms.map(({ checkId, subject }) => `${checkId} ${subjectKey(subject)}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { vpcId } of report.vpcs.filter(({ verdict }) => verdict === 'BLOCKED'))
      expect(
        report.problems.some(
          ({ level, subjects }) => level === 'blocked' && subjects.some((subject) => subject.vpcId === vpcId),
        ),
      ).toBe(true)
  })
})

it('the problems are the same in whatever order the findings come', () => {
  const closed: Patch = { at: `${REGION}.securityGroups.sg-0endpoints.ipPermissions`, set: [] }
  const inventory = auditOf([closed, ...offline, { at: `${REGION}.instances.i-0a1.keyName`, set: 'ops' }])
  const findings = runChecks(CHECKS, inventory)
  const { problems } = reportOf(inventory, { findings })
  fc.assert(
    fc.property(fc.shuffledSubarray(findings, { minLength: findings.length }), (shuffled) => {
      expect(reportOf(inventory, { findings: shuffled }).problems).toEqual(problems)
    }),
    { numRuns: 15 },
  )
})
