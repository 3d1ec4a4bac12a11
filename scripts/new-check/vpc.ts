import { defineCheck, pass, skip, warn } from '../../src/checks/define.js'
import { read } from '../../src/inventory/read.js'

export default defineCheck({
  id: 'new-check',
  title: 'The VPC has a name',
  why: 'People and reports tell VPCs apart by their names.',
  console: 'VPC > Your VPCs > the VPC > Tags > Manage tags.',
  subject: 'vpc',
  blocks: [],
  posture: false,
  needs: ['ec2:DescribeVpcs', 'ec2:DescribeInstances'],
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html',
  statuses: ['pass', 'warn', 'skip'],
  run({ vpcId, name }, { region }) {
    if (read(region.hostsOf(vpcId)).length === 0) return skip('no-hosts', `${vpcId} has no jump hosts.`)
    if (name !== '') return pass('named', `${vpcId} is called ${name}.`)
    return warn('no-name', `${vpcId} has no tag Name.`, { remedy: { text: `Give ${vpcId} a tag Name.` } })
  },
})
