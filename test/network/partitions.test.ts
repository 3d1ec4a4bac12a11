import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import { type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'

const PATHS = ['path-ssm', 'path-ssmmessages', 'path-ec2messages', 'path-kms', 'path-s3']
/** An agent that still talks to ec2messages. */
const OLD_AGENT = '3.2.2303.0'

interface Partition {
  partition: string
  region: string
  suffix: string
  /** What stands before `com.amazonaws` in the names of some services. */
  prefixed: Record<string, string>
}

const CHINA: Partition = {
  partition: 'aws-cn',
  region: 'cn-north-1',
  suffix: 'amazonaws.com.cn',
  prefixed: { ec2: 'cn.' },
}
const GOV_CLOUD: Partition = {
  partition: 'aws-us-gov',
  region: 'us-gov-west-1',
  suffix: 'amazonaws.com',
  prefixed: {},
}

/** The reference account, moved to another partition. */
function moved({ partition, region, suffix, prefixed }: Partition): Snapshot {
  const text = JSON.stringify(articleSnapshot())
    .replaceAll('arn:aws:', `arn:${partition}:`)
    .replaceAll('"partition":"aws"', `"partition":"${partition}"`)
    .replaceAll('eu-west-1', region)
    .replaceAll(new RegExp(`(?<=${region}([.]vpce|[.]rds)?[.])amazonaws[.]com`, 'g'), suffix)
    .replaceAll(
      new RegExp(`com[.]amazonaws[.]${region}[.]([a-z0-9]+)"`, 'g'),
      (name, service) => `${prefixed[service] ?? ''}${name}`,
    )
  return snapshotSchema.parse(JSON.parse(text))
}

function outcome(check: string, snapshot: Snapshot, patches: Patch[] = []) {
  const audit = new Inventory(snapshotSchema.parse(applyPatches(snapshot, patches)), configSchema.parse({}))
  return runChecks(
    CHECKS.filter((c) => c.id === check),
    audit,
  ).map(({ status, reason }) => ({ status, reason }))
}

const PASS = [{ status: 'pass', reason: 'reachable' }]
const NO_WAY = [{ status: 'fail', reason: 'blocked-by-route' }]

describe.each([CHINA, GOV_CLOUD])('endpoints in $region', (where) => {
  const endpoint = (service: string) => `regions.${where.region}.vpcEndpoints.vpce-0${service}`
  const oldAgent: Patch = { at: `regions.${where.region}.managedNodes.i-0a1.agentVersion`, set: OLD_AGENT }

  it.each(PATHS)('%s leads through its own endpoint', (check) => {
    expect(outcome(check, moved(where), [oldAgent])).toEqual(PASS)
  })

  it('the names are those of the partition', () => {
    const snapshot = moved(where)
    expect(JSON.stringify(snapshot)).toContain(`"ssm.${where.region}.${where.suffix}"`)
    expect(JSON.stringify(snapshot)).toContain(`"${where.prefixed.ec2 ?? ''}com.amazonaws.${where.region}.ec2"`)
  })

  it('an interface endpoint for S3 with the name of its partition shadows the gateway endpoint', () => {
    const patches: Patch[] = [
      {
        at: endpoint('s3'),
        merge: {
          serviceName: `${where.prefixed.ec2 ?? ''}com.amazonaws.${where.region}.s3`,
          vpcEndpointType: 'Interface',
          subnetIds: ['subnet-0a1', 'subnet-0b1'],
          routeTableIds: [],
          groupIds: ['sg-0endpoints'],
          networkInterfaceIds: ['eni-0kms-a', 'eni-0kms-b'],
          privateDnsEnabled: true,
          dnsNames: [`vpce-0s3.s3.${where.region}.vpce.${where.suffix}`, `s3.${where.region}.${where.suffix}`],
        },
      },
    ]
    expect(outcome('path-s3', moved(where), patches)).toEqual(PASS)
    const closed: Patch = { at: `regions.${where.region}.securityGroups.sg-0endpoints.ipPermissions`, set: [] }
    expect(outcome('path-s3', moved(where), [...patches, closed])).toEqual([
      { status: 'warn', reason: 'blocked-by-security-group-ingress' },
    ])
  })

  it('an endpoint for ec2 does not serve ec2messages', () => {
    const gone: Patch = { at: endpoint('ec2messages'), remove: true }
    expect(outcome('path-ec2messages', moved(where), [oldAgent, gone])).toEqual(NO_WAY)
  })

  it('an endpoint for ssm-fips does not serve ssm', () => {
    const patch = { at: `${endpoint('ssm')}.serviceName`, set: `com.amazonaws.${where.region}.ssm-fips` }
    expect(outcome('path-ssm', moved(where), [patch])).toEqual(NO_WAY)
  })

  it('a name of the commercial suffix in a hosted zone answers only where that is the suffix', () => {
    const zone: Patch = {
      at: `regions.${where.region}.hostedZones.vpc-0a1`,
      add: {
        hostedZoneId: 'Z0SSM',
        name: `ssm.${where.region}.amazonaws.com.`,
        records: { outcome: 'ok', api: 'route53:ListResourceRecordSets', value: [] },
      },
    }
    const off: Patch = { at: `${endpoint('ssm')}.privateDnsEnabled`, set: false }
    const reason = where.suffix === 'amazonaws.com' ? 'blocked-by-name-resolution' : 'blocked-by-route'
    expect(outcome('path-ssm', moved(where), [off, zone])).toEqual([{ status: 'fail', reason }])
  })
})
