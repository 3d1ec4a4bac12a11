import type { RegionInventory } from '../inventory/inventory.js'
import { needsOf } from '../inventory/needs.js'
import type { Diagnosis } from '../model/snapshot-probes.js'
import { defineCheck, fail, pass, skip, unknown, warn } from './define.js'
import { withNode } from './lib/host.js'
import { unreadable } from './run.js'

/** What the agent calls its look at one service's endpoint. */
const CONNECTIVITY = /^Connectivity to (\S+) endpoint$/

export default defineCheck({
  id: 'probe-diagnostics',
  title: "The agent's own diagnosis finds nothing that sessions need",
  why: 'The agent can examine itself: credentials, endpoints, proxy, registration. It sees what no API shows, such as a firewall on the host.',
  console:
    'Systems Manager > Fleet Manager > the node shows a part of it. For the whole, run ssm-cli get-diagnostics in a shell of the host.',
  subject: 'host',
  blocks: [],
  posture: false,
  needs: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:SendCommand', 'ssm:GetCommandInvocation'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-cli.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run(host, context) {
    const { instanceId } = host
    const { diagnoses } = context.region.snapshot
    if (diagnoses === undefined)
      return skip('not-asked', `${instanceId} was not asked for a diagnosis: the audit ran without --probe.`)
    return withNode(host, context, () => {
      const { result, earlier, denied, late } = diagnoses.find(({ hostId }) => hostId === instanceId) ?? {}
      if (denied !== undefined)
        return unknown(
          'commands-denied',
          `${instanceId}: this identity may run no commands there (ssm:SendCommand: ${denied}); \`policy probe --run-command\` prints what it lacks.`,
          { api: 'ssm:SendCommand' },
        )
      if (earlier !== undefined)
        return skip('diagnosed-lately', `${instanceId} was asked at ${earlier}, and is not asked again so soon.`, {
          evidence: { at: earlier },
        })
      if (late) return unknown('time-over', `${instanceId} was not asked: the time for probes was over before.`)
      if (result === undefined)
        return skip('not-diagnosed', `${instanceId} was not asked: its agent takes no commands now.`)
      if (result.outcome !== 'ok') return unreadable(result)
      return judge(instanceId, result.value, new Set(needed(instanceId, context.region)))
    })
  },
})

function judge(instanceId: string, { at, checks, words }: Diagnosis, services: ReadonlySet<string>) {
  if (checks.length === 0)
    return unknown('no-diagnosis', `${instanceId}: ssm-cli get-diagnostics gave none (${words}).`, {
      evidence: { at, words },
    })
  const failed = checks.filter(({ status }) => status === 'Failed')
  const weights = failed.map((check) => ({ ...check, weight: weightOf(check, services) }))
  const of = (weight: string) => weights.filter((each) => each.weight === weight)
  const evidence = { at, failed, unneeded: of('none').map(({ check }) => check) }
  const say = (list: typeof weights) => list.map(({ check, note }) => `${check} (${note ?? 'no note'})`).join('; ')
  const heavy = of('heavy')
  if (heavy.length > 0) return fail('diagnosis-failed', `${instanceId} says of itself: ${say(heavy)}.`, { evidence })
  const light = of('light')
  if (light.length > 0)
    return warn('updates-unreachable', `${instanceId} says of itself: ${say(light)}; agent updates come from there.`, {
      evidence,
    })
  const unneeded = failed.length > 0 ? `; not needed here: ${failed.map(({ check }) => check).join(', ')}` : ''
  return pass('diagnosed', `${instanceId}: ssm-cli get-diagnostics found nothing that sessions need${unneeded}.`, {
    evidence,
  })
}

/** It looks at every service, needed or not. */
function weightOf({ check, stsAlone }: Diagnosis['checks'][number], services: ReadonlySet<string>) {
  const service = CONNECTIVITY.exec(check)?.[1]
  if (service === 's3' && services.has('s3-updates')) return 'light'
  if (service !== undefined) return services.has(service) ? 'heavy' : 'none'
  return stsAlone ? 'none' : 'heavy'
}

/** The services that sessions of this host need as far as is known, S3 for updates alone apart. */
function needed(instanceId: string, { snapshot }: RegionInventory): string[] {
  return needsOf(snapshot, [instanceId], []).flatMap(({ service, needed: isNeeded, reasons }) => {
    if (isNeeded !== 'yes') return []
    return service === 's3' && !reasons.includes('session-logs') ? ['s3-updates'] : [service]
  })
}
