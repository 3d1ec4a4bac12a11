import { defineCheck, fail, pass } from './define.js'

export default defineCheck({
  id: 'host-keyless',
  title: 'The host was launched without a key pair',
  subject: 'host',
  blocks: [],
  posture: true,
  needs: ['ec2:DescribeInstances'],
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html',
  statuses: ['pass', 'fail'],
  run(host) {
    if (host.keyName === undefined) return pass('no-key-pair', `${host.instanceId} was launched without a key pair.`)
    return fail('key-pair-present', `${host.instanceId} was launched with key pair ${host.keyName}.`, {
      evidence: { keyName: host.keyName },
      remedy: {
        text: 'Replace the instance by one launched without a key pair: the key name of an instance cannot be removed.',
      },
    })
  },
})
