import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.js'
import type { Patch } from '../support/patch.js'
import { auditOf, hostFinding, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'

describe('posture', () => {
  it.each<[Finding['status'], string]>([
    ['pass', 'COMPLIANT'],
    ['skip', 'UNKNOWN'],
    ['warn', 'COMPLIANT'],
    ['unknown', 'UNKNOWN'],
    ['fail', 'DEVIATING'],
  ])('with a finding that says %s is %s, and no verdict changes', (status, expected) => {
    const finding = hostFinding('host-keyless', status, { blocks: [], posture: true })
    const { vpcs, hosts } = reportOf(auditOf(), { findings: [finding] })
    expect([vpcs[0]?.posture, hosts[0]?.posture]).toEqual([expected, expected])
    expect(vpcs[0]?.verdict).toBe('READY')
  })

  it("counts the VPC's, its databases' and its region's findings to the VPC alone", () => {
    const parts = { blocks: [], posture: true }
    const base = { region: 'eu-west-1', accountId: '123456789012' }
    for (const subject of [
      { ...base, kind: 'vpc', id: 'vpc-0a1', vpcId: 'vpc-0a1' },
      { ...base, kind: 'database', id: 'jump-postgres', databaseKind: 'instance', vpcId: 'vpc-0a1' },
      { ...base, kind: 'region', id: 'eu-west-1' },
    ] as const) {
      const { vpcs, hosts } = reportOf(auditOf(), {
        findings: [hostFinding('session-kms', 'fail', { ...parts, subject })],
      })
      expect([vpcs[0]?.posture, hosts[0]?.posture]).toEqual(['DEVIATING', 'UNKNOWN'])
    }
  })
})

describe('posture that nobody could judge', () => {
  const lists = ['dbInstances', 'dbClusters', 'dbProxies', 'dbSubnetGroups']

  it.each([
    ['instances', ['instances']],
    ['databases', lists],
    ['one list of databases', ['dbProxies']],
    ...['caches', 'warehouses', 'searchDomains', 'kubernetesClusters'].map((list): [string, string[]] => [
      list,
      [list],
    ]),
  ])('is UNKNOWN, never COMPLIANT: %s refused', (_, refused) => {
    const report = reportOf(auditOf(refused.map((list): Patch => ({ at: `${REGION}.${list}`, failed: 'denied' }))))
    expect(report.vpcs.map(({ posture }) => posture)).toEqual(['UNKNOWN'])
    expect(report.summary.posture).toEqual({ COMPLIANT: 0, DEVIATING: 0, UNKNOWN: 1 })
  })

  it('is not in doubt where AWS has no such service', () => {
    const report = reportOf(auditOf([{ at: `${REGION}.caches`, failed: 'unsupported' }]))
    expect(report.vpcs.map(({ posture }) => posture)).toEqual(['COMPLIANT'])
  })

  it('is none of a VPC that is NOT_APPLICABLE, and it is not counted', () => {
    const nothing = [...lists.slice(0, 3), 'instances'].map((list): Patch => ({ at: `${REGION}.${list}`, set: [] }))
    const report = reportOf(auditOf(nothing))
    expect(report.vpcs.map(({ verdict }) => verdict)).toEqual(['NOT_APPLICABLE'])
    expect(report.vpcs[0]).not.toHaveProperty('posture')
    expect(report.summary.posture).toEqual({ COMPLIANT: 0, DEVIATING: 0, UNKNOWN: 0 })
  })
})

describe('posture of a host that is down', () => {
  const reportOfDown = (state: string, ...patches: Patch[]) =>
    reportOf(auditOf([...patches, { at: `${REGION}.instances.i-0a1.state`, set: state }]))
  const INBOUND = {
    ...{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: ['10.0.0.0/8'] },
    ...{ ipv6Ranges: [], prefixListIds: [], userIdGroupPairs: [] },
  }
  const ELASTIC = ['52.1.2.3']

  describe.each(['stopped', 'stopping', 'pending'])('%s', (state) => {
    it('is COMPLIANT where nothing is amiss', () => {
      expect(reportOfDown(state).hosts[0]).toMatchObject({ posture: 'COMPLIANT' })
    })

    it.each<[string, string, Patch]>([
      ['key pair', 'host-keyless', { at: `${REGION}.instances.i-0a1.keyName`, set: 'ops' }],
      ['inbound rule', 'host-no-inbound', { at: `${REGION}.securityGroups.sg-0host.ipPermissions`, set: [INBOUND] }],
      ['Elastic IP', 'host-private', { at: `${REGION}.instances.i-0a1.networkInterfaces.0.publicIps`, set: ELASTIC }],
    ])('is DEVIATING by its %s', (_, check, patch) => {
      const { hosts, findings } = reportOfDown(state, patch)
      expect(hosts[0]).toMatchObject({ posture: 'DEVIATING' })
      expect(findings.find(({ checkId }) => checkId === check)?.status).toBe('fail')
    })

    it('has IMDSv1 and a broad role as warnings', () => {
      const { findings } = reportOfDown(
        state,
        { at: `${REGION}.instances.i-0a1.metadataOptions.httpTokens`, set: 'optional' },
        {
          at: 'iam.roles.jump-host.attachedPolicies',
          add: { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess', policyName: 'AdministratorAccess' },
        },
      )
      for (const check of ['host-metadata-service', 'role-least-privilege'])
        expect(findings.find(({ checkId }) => checkId === check)).toMatchObject({ status: 'warn', posture: true })
    })
  })
})
