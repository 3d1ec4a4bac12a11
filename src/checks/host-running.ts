import { defineCheck, fail, pass, unknown } from './define.js'
import { isDown } from './lib/host.js'

export default defineCheck({
  id: 'host-running',
  title: 'The host is running',
  why: 'A host that is stopped takes no sessions. Schedules that stop instances at night stop jump hosts, too.',
  console: 'EC2 > Instances > the host > Instance state > Start instance.',
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  needs: ['ec2:DescribeInstances'],
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html',
  statuses: ['pass', 'fail', 'unknown'],
  run(host, { region }) {
    const { instanceId, state } = host
    if (state === 'running') return pass('running', `${instanceId} is running.`)
    if (state === 'pending') return unknown('pending', `${instanceId} is starting: audit again in a few minutes.`)
    if (!isDown(host)) return unknown('unrecognized-state', `${instanceId} is in the state "${state}".`)
    const remedy = {
      text: `Start ${instanceId}, unless it was stopped on purpose, for example by a schedule.`,
      changes: [
        { remedy: 'start-host', change: { kind: 'start-instances' as const, region: region.region, instanceId } },
      ],
    }
    return fail(state, `${instanceId} is ${state}.`, { evidence: { state }, ...(state === 'stopped' && { remedy }) })
  },
})
