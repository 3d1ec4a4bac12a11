import { defineCheck, pass, warn } from '../../src/checks/define.js'
import { whenRunning } from '../../src/checks/lib/host.js'

export default defineCheck({
  id: 'new-check',
  title: 'The host has a name',
  why: 'People and reports tell hosts apart by their names.',
  console: 'EC2 > Instances > the host > Tags > Manage tags.',
  subject: 'host',
  blocks: [],
  posture: false,
  needs: ['ec2:DescribeInstances'],
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html',
  statuses: ['pass', 'warn', 'skip'],
  run(host) {
    return whenRunning(host, () => {
      if (host.name !== undefined) return pass('named', `${host.instanceId} is called ${host.name}.`)
      return warn('no-name', `${host.instanceId} has no tag Name.`, {
        remedy: { text: `Give ${host.instanceId} a tag Name.` },
      })
    })
  },
})
