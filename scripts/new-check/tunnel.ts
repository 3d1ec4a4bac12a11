import { defineCheck, pass, warn } from '../../src/checks/define.js'

export default defineCheck({
  id: 'new-check',
  title: 'Host and database are in one VPC',
  why: 'A way between two VPCs depends on more than one inside a VPC does.',
  console: 'VPC > Peering connections, or Transit gateway attachments, shows what connects them.',
  subject: 'tunnel',
  blocks: [],
  posture: false,
  needs: ['ec2:DescribeInstances', 'rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'rds:DescribeDBProxies'],
  doc: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.Scenarios.html',
  statuses: ['pass', 'warn'],
  run({ host, database }) {
    const evidence = { hostVpcId: host.vpcId, databaseVpcId: database.vpcId }
    if (host.vpcId === database.vpcId)
      return pass('same-vpc', `${host.instanceId} and ${database.databaseId} are in ${host.vpcId}.`, { evidence })
    return warn('other-vpc', `${host.instanceId} is in ${host.vpcId}, ${database.databaseId} in ${database.vpcId}.`, {
      evidence,
    })
  },
})
