import type { RegionSnapshot } from '../../../src/model/snapshot.js'
import { ok, REGION, SUBNETS, VPC } from './common.js'

type Part<K extends keyof RegionSnapshot> = Pick<RegionSnapshot, K>

export function databases(): Part<'dbInstances' | 'dbClusters' | 'dbProxies' | 'dbSubnetGroups'> {
  const common = {
    dbSubnetGroupName: 'jump-db',
    iamDatabaseAuthenticationEnabled: false,
    masterUsername: 'app',
  }
  return {
    dbInstances: ok('rds:DescribeDBInstances', [
      {
        ...common,
        dbInstanceIdentifier: 'jump-postgres',
        engine: 'postgres',
        status: 'available',
        endpoint: { address: `jump-postgres.c0example.${REGION}.rds.amazonaws.com`, port: 5432 },
        vpcId: VPC,
        vpcSecurityGroups: [{ vpcSecurityGroupId: 'sg-0postgres', status: 'active' }],
        publiclyAccessible: false,
        availabilityZone: `${REGION}a`,
        multiAz: false,
      },
      {
        ...common,
        dbInstanceIdentifier: 'jump-aurora-1',
        engine: 'aurora-mysql',
        status: 'available',
        endpoint: { address: `jump-aurora-1.c0example.${REGION}.rds.amazonaws.com`, port: 3306 },
        vpcId: VPC,
        vpcSecurityGroups: [{ vpcSecurityGroupId: 'sg-0aurora', status: 'active' }],
        publiclyAccessible: false,
        dbClusterIdentifier: 'jump-aurora',
        availabilityZone: `${REGION}b`,
        multiAz: false,
      },
    ]),
    dbClusters: ok('rds:DescribeDBClusters', [
      {
        ...common,
        dbClusterIdentifier: 'jump-aurora',
        engine: 'aurora-mysql',
        status: 'available',
        endpoint: `jump-aurora.cluster-c0example.${REGION}.rds.amazonaws.com`,
        readerEndpoint: `jump-aurora.cluster-ro-c0example.${REGION}.rds.amazonaws.com`,
        port: 3306,
        vpcSecurityGroups: [{ vpcSecurityGroupId: 'sg-0aurora', status: 'active' }],
        members: [{ dbInstanceIdentifier: 'jump-aurora-1', isClusterWriter: true }],
      },
    ]),
    dbProxies: ok('rds:DescribeDBProxies', []),
    dbSubnetGroups: ok('rds:DescribeDBSubnetGroups', [
      {
        dbSubnetGroupName: 'jump-db',
        vpcId: VPC,
        subnets: SUBNETS.map((subnetIdentifier, i) => ({
          subnetIdentifier,
          availabilityZone: `${REGION}${'ab'[i]}`,
          status: 'Active',
        })),
      },
    ]),
  }
}
