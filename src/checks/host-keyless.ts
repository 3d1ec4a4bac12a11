import { defineCheck, fail, pass } from './define.js'
import { whenRunning } from './lib/host.js'

export default defineCheck({
  id: 'host-keyless',
  title: 'The host was launched without a key pair',
  subject: 'host',
  blocks: [],
  posture: true,
  needs: ['ec2:DescribeInstances'],
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html',
  statuses: ['pass', 'fail', 'skip'],
  run(host) {
    return whenRunning(host, () => {
      if (host.keyName === undefined) return pass('no-key-pair', `${host.instanceId} was launched without a key pair.`)
      return fail('key-pair-present', `${host.instanceId} was launched with key pair ${host.keyName}.`, {
        evidence: { keyName: host.keyName },
        remedy: {
          text: 'Replace the instance by one launched without a key pair: the key name of a running instance cannot be removed.',
        },
      })
    })
  },
})
