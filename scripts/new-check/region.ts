import { defineCheck, pass, warn } from '../../src/checks/define.js'
import { read } from '../../src/inventory/read.js'

export default defineCheck({
  id: 'new-check',
  title: 'The region has an instance that could be a jump host',
  why: 'A region without an instance has nothing to open a session to.',
  console: 'EC2 > Instances > Launch instances.',
  subject: 'region',
  blocks: [],
  posture: false,
  needs: ['ec2:DescribeInstances'],
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html',
  statuses: ['pass', 'warn'],
  run({ region, snapshot }) {
    const running = read(snapshot.instances).filter(({ state }) => state === 'running')
    if (running.length > 0)
      return pass('instance-runs', `${running.length} instances run in ${region}.`, {
        evidence: { instanceIds: running.map(({ instanceId }) => instanceId) },
      })
    return warn('no-instance-runs', `No instance runs in ${region}.`)
  },
})
