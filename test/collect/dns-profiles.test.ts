import { describe, expect, it } from 'vitest'
import { createClients } from '../../src/aws/clients.js'
import { collectDnsProfiles } from '../../src/collect/dns-profiles.js'
import { createZoneReader } from '../../src/collect/route53.js'
import { createRuleReader } from '../../src/collect/route53resolver.js'
import { createRunners } from '../../src/collect/runner.js'

describe('Route 53 Profiles', () => {
  const ASSOCIATIONS = { ProfileAssociations: [{ ProfileId: 'rp-1', ResourceId: 'vpc-1', Status: 'COMPLETE' }] }
  const zone = (Status?: string) => ({
    ProfileResourceAssociations: [
      { ResourceArn: 'arn:aws:ec2:eu-west-1:1:vpc-endpoint/vpce-1', ...(Status && { Status }) },
    ],
  })

  /** The profiles of vpc-1, by what the service answers. */
  function profiles(associations: object, resources: object = zone('COMPLETE')) {
    const clients = createClients({
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      defaultRegion: 'eu-west-1',
      env: {},
      answer: async ({ path }) => (path === '/profileassociations' ? associations : resources),
    })
    const of = {
      clients,
      runner: createRunners().forRegion('eu-west-1'),
      region: 'eu-west-1',
      accountId: '123456789012',
      partition: 'aws',
    }
    return collectDnsProfiles({
      context: of,
      vpcIds: new Set(['vpc-1']),
      names: new Set(),
      zones: createZoneReader(),
      rules: createRuleReader(of),
    })
  }

  it('that are at work are known with what they bring', async () => {
    expect(await profiles(ASSOCIATIONS)).toMatchObject({
      value: [{ profileId: 'rp-1', vpcIds: ['vpc-1'], contents: { value: { vpcEndpointIds: ['vpce-1'] } } }],
    })
  })

  it.each(['CREATING', 'DELETING', 'UPDATING'])('of which one is %s are not certain', async (Status) => {
    const [association] = ASSOCIATIONS.ProfileAssociations
    expect(await profiles({ ProfileAssociations: [{ ...association, Status }] })).toMatchObject({
      value: [{ profileId: 'rp-1', vpcIds: ['vpc-1'], contents: { outcome: 'error' } }],
    })
    expect(await profiles(ASSOCIATIONS, zone(Status))).toMatchObject({
      value: [{ contents: { outcome: 'error', message: `vpc-endpoint/vpce-1 of rp-1 is ${Status}` } }],
    })
  })

  it.each(['DELETED', 'FAILED'])('of which one is %s bring nothing', async (Status) => {
    const [association] = ASSOCIATIONS.ProfileAssociations
    expect(await profiles({ ProfileAssociations: [{ ...association, Status }] })).toMatchObject({ value: [] })
    expect(await profiles(ASSOCIATIONS, zone(Status))).toMatchObject({
      value: [{ contents: { value: { vpcEndpointIds: [] } } }],
    })
  })

  it('are not read from an answer that lacks states or lists', async () => {
    expect(await profiles({})).toMatchObject({ outcome: 'error' })
    expect(await profiles(ASSOCIATIONS, zone())).toMatchObject({ value: [{ contents: { outcome: 'error' } }] })
  })
})
