import { read } from '../inventory/read.js'
import { defineCheck, fail, pass, unknown } from './define.js'
import { awsCommand } from './lib/aws-command.js'
import { whenRunning } from './lib/host.js'

export default defineCheck({
  id: 'host-status-checks',
  title: "The host passes EC2's status checks",
  why: 'An impaired instance often still looks connected while it answers nothing. The fault is with the hardware or the operating system, not with Session Manager.',
  console:
    'EC2 > Instances > the host > Instance state > Stop instance, then Start instance, where the system is impaired; Reboot instance where the instance alone is.',
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  needs: ['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus'],
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run(host, { inventory, region }) {
    return whenRunning(host, () => {
      const { instanceId } = host
      const status = read(inventory.instanceStatus(instanceId))
      if (!status) return unknown('no-status', `EC2 lists no status checks of ${instanceId}.`)
      const { systemStatus, instanceStatus } = status
      const checks = [systemStatus, instanceStatus]
      const evidence = { systemStatus, instanceStatus }
      const says = `${instanceId}: system status ${systemStatus}, instance status ${instanceStatus}.`
      if (checks.includes('impaired'))
        return fail('impaired', says, {
          evidence,
          remedy: {
            text: 'Stop and start the instance (moves it to other hardware) when the system status is impaired; reboot it when only the instance status is.',
            commands: [awsCommand('ec2', 'reboot-instances', '--instance-ids', instanceId, '--region', region.region)],
          },
        })
      if (checks.includes('initializing')) return unknown('initializing', says, { evidence })
      if (checks.every((check) => check === 'ok')) return pass('ok', says)
      return unknown('insufficient-data', says, { evidence })
    })
  },
})
