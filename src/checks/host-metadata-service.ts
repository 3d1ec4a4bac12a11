import { defineCheck, fail, pass, unknown, warn } from './define.js'
import { whenRunning } from './lib/host.js'

export default defineCheck({
  id: 'host-metadata-service',
  title: 'The host serves its agent instance metadata, by IMDSv2 only',
  why: "The agent takes its identity and its role's credentials from the instance metadata service: without it the host never registers. IMDSv1 answers any request, also one that an attacker makes a program on the host send.",
  console:
    'EC2 > Instances > the host > Actions > Instance settings > Modify instance metadata options: enabled, IMDSv2 required.',
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  needs: ['ec2:DescribeInstances'],
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run(host, { region }) {
    const { instanceId, metadataOptions: options } = host
    // Nothing is served while the host is down; whether IMDSv1 would be is a fact all the same.
    const bearing = host.state === 'running' ? {} : { blocks: [], posture: true }
    if (!options) return unknown('no-metadata-options', `EC2 names no metadata options of ${instanceId}.`, bearing)
    const change = {
      ...{ kind: 'modify-instance-metadata-options' as const, region: region.region, instanceId },
      httpTokens: 'required' as const,
    }
    const evidence = { ...options }
    if (options.httpEndpoint === 'disabled')
      return whenRunning(host, () =>
        fail('endpoint-disabled', `${instanceId} has its instance metadata service switched off.`, {
          evidence,
          remedy: {
            text: 'Switch the metadata service on: the agent takes its identity and credentials from it.',
            changes: [{ remedy: 'require-imdsv2', change: { ...change, httpEndpoint: 'enabled' } }],
          },
        }),
      )
    // `enabled` is what EC2 sets when nobody says otherwise.
    const { httpEndpoint = 'enabled', httpTokens } = options
    if (httpEndpoint !== 'enabled' || (httpTokens !== 'required' && httpTokens !== 'optional'))
      return unknown('unrecognized-options', `${instanceId}: HttpEndpoint ${httpEndpoint}, HttpTokens ${httpTokens}.`, {
        evidence,
        ...bearing,
      })
    if (httpTokens === 'required') return pass('imdsv2-required', `${instanceId} answers IMDSv2 only.`)
    return warn('imdsv1-allowed', `${instanceId} still answers IMDSv1 (HttpTokens ${httpTokens}).`, {
      evidence,
      blocks: [],
      posture: true,
      remedy: {
        text: 'Require IMDSv2; software on the host that only speaks IMDSv1 stops working.',
        changes: [{ remedy: 'require-imdsv2', change }],
      },
    })
  },
})
