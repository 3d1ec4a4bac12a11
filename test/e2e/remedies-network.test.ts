import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DeleteVpcEndpointsCommand,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2'
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from 'vitest'
import { useSim } from './support/audits.js'
import { type Mended, mends } from './support/remedies.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

describe.skipIf(!simAvailable)('a remedy of networks: planned, applied as predicted, reverted', () => {
  let sim: Sim
  let ids: ArticleIds
  let aws: Variants
  let folder: string
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
  })
  afterAll(async () => {
    restore?.()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await sim.reset()
    ids = await sim.article()
    aws = new Variants(sim, ids)
  })
  afterEach(() => aws?.destroy())

  const endpoint = (service: string) => ids.endpointIds[service] ?? ''
  const deleteEndpoint = (service: string) =>
    aws.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpoint(service)] }))
  const change = (service: string, what: object) =>
    aws.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: endpoint(service), ...what }))
  const ssh = () => {
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]
    return aws.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: ids.jumpSecurityGroupId, IpPermissions }))
  }

  const CASES: Record<string, Mended> = {
    'no endpoint of a service': { remedy: 'create-endpoint', make: () => deleteEndpoint('kms') },
    'an endpoint without private DNS': {
      remedy: 'create-endpoint',
      make: () => change('kms', { PrivateDnsEnabled: false }),
    },
    'no gateway endpoint of S3': { remedy: 'create-s3-gateway-endpoint', make: () => deleteEndpoint('s3') },
    'a gateway endpoint without the route table': {
      remedy: 'create-s3-gateway-endpoint',
      make: () => change('s3', { RemoveRouteTableIds: [ids.routeTableId] }),
    },
    'DNS hostnames off': {
      remedy: 'enable-vpc-dns',
      make: () =>
        aws.ec2.send(new ModifyVpcAttributeCommand({ VpcId: ids.vpcId, EnableDnsHostnames: { Value: false } })),
    },
    'a host that admits SSH': { remedy: 'remove-inbound-rules', make: ssh },
    'an Elastic IP address': {
      remedy: 'remove-public-address',
      async make() {
        const { AllocationId } = await aws.ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
        await aws.ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: ids.instanceId }))
      },
    },
  }

  it.each(Object.entries(CASES))('%s', async (_, mended) => {
    await mends(mended, folder)
  })
})
