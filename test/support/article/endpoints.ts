import type { RegionSnapshot } from '../../../src/model/snapshot.js'
import type { VpcEndpoint } from '../../../src/model/snapshot-network.js'
import { ACCOUNT, ok, policy, REGION, SUBNETS, VPC } from './common.js'

const INTERFACE_SERVICES = ['ssm', 'ssmmessages', 'ec2messages', 'ec2', 'kms', 'logs']
const FULL_ACCESS = policy([{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }])

export function endpoints() {
  return {
    vpcEndpoints: ok('ec2:DescribeVpcEndpoints', [
      ...INTERFACE_SERVICES.map(interfaceEndpoint),
      {
        vpcEndpointId: 'vpce-0s3',
        vpcId: VPC,
        ownerId: ACCOUNT,
        serviceName: `com.amazonaws.${REGION}.s3`,
        vpcEndpointType: 'Gateway',
        state: 'available',
        subnetIds: [],
        routeTableIds: ['rtb-0a1'],
        groupIds: [],
        networkInterfaceIds: [],
        privateDnsEnabled: false,
        dnsNames: [],
        policyDocument: FULL_ACCESS,
        requesterManaged: false,
      },
    ]),
    vpcEndpointServices: ok(
      'ec2:DescribeVpcEndpointServices',
      [...INTERFACE_SERVICES, 's3'].map((service) => ({
        serviceName: `com.amazonaws.${REGION}.${service}`,
        serviceTypes: service === 's3' ? ['Gateway', 'Interface'] : ['Interface'],
        privateDnsNames: [`${service}.${REGION}.amazonaws.com`],
        availabilityZones: ['a', 'b', 'c'].map((zone) => `${REGION}${zone}`),
      })),
    ),
  } satisfies Partial<RegionSnapshot>
}

/** In each subnet one of each endpoint. */
export const endpointInterfaces = () =>
  INTERFACE_SERVICES.flatMap((service, s) => SUBNETS.map((subnetId, i) => endpointInterface(service, s, subnetId, i)))

function interfaceEndpoint(service: string): VpcEndpoint {
  return {
    vpcEndpointId: `vpce-0${service}`,
    vpcId: VPC,
    ownerId: ACCOUNT,
    serviceName: `com.amazonaws.${REGION}.${service}`,
    vpcEndpointType: 'Interface',
    state: 'available',
    subnetIds: SUBNETS,
    routeTableIds: [],
    groupIds: ['sg-0endpoints'],
    networkInterfaceIds: [`eni-0${service}-a`, `eni-0${service}-b`],
    privateDnsEnabled: true,
    dnsNames: [`vpce-0${service}.${service}.${REGION}.vpce.amazonaws.com`, `${service}.${REGION}.amazonaws.com`],
    policyDocument: FULL_ACCESS,
    requesterManaged: false,
  }
}

function endpointInterface(service: string, serviceIndex: number, subnetId: string, subnetIndex: number) {
  return {
    networkInterfaceId: `eni-0${service}-${'ab'[subnetIndex]}`,
    vpcId: VPC,
    subnetId,
    ownerId: ACCOUNT,
    availabilityZone: `${REGION}${'ab'[subnetIndex]}`,
    interfaceType: 'vpc_endpoint',
    requesterId: 'amazon-vpc',
    description: `VPC Endpoint Interface vpce-0${service}`,
    status: 'in-use',
    privateIpAddresses: [`10.0.${subnetIndex + 1}.${200 + serviceIndex}`],
    ipv6Addresses: [],
    publicIps: [],
    groupIds: ['sg-0endpoints'],
    sourceDestCheck: true,
  }
}
