import { read } from '../inventory/read.js'
import type { CheckContext } from './define.js'
import { defineCheck } from './define.js'
import { atMostWarn } from './lib/at-most-warn.js'
import { arnScope } from './lib/host-role.js'
import { NETWORK_NEEDS } from './lib/network-needs.js'
import { PATH_CONSOLE } from './lib/path-console.js'
import { servicePath, whenNeeded } from './lib/service-path.js'

export default defineCheck({
  id: 'path-kms',
  title: 'The host reaches KMS, which encrypts its shell sessions',
  why: 'Where the session preferences name a key, the host asks KMS before each shell. Where it cannot, the shell ends as soon as it starts; tunnels are not encrypted so and go on.',
  console: PATH_CONSOLE,
  subject: 'host',
  blocks: ['shell'],
  posture: false,
  symptomOf: ['vpc-dns'],
  endpointCheck: 'endpoint-kms',
  needs: ['ec2:DescribeInstances', 'ssm:GetDocument', 'kms:DescribeKey', ...NETWORK_NEEDS],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run: (host, context) =>
    whenNeeded(host, 'kms', context, ({ reasons }) => {
      const outcome = servicePath(host, 'kms', [{ actions: ['kms:Decrypt'], resource: keyArn(context) }], context)
      return reasons.includes('session-encryption') ? outcome : atMostWarn(outcome)
    }),
})

/** Of the session key; any key of the account where it could not be read. */
function keyArn(context: CheckContext): string {
  const { sessionKey } = context.region.snapshot
  if (sessionKey?.outcome === 'ok' && sessionKey.value !== null) return sessionKey.value.arn
  const named = read(context.region.sessionInputs).kmsKeyId
  const { partition, region, accountId } = arnScope(context)
  return named?.startsWith('arn:') ? named : `arn:${partition}:kms:${region}:${accountId}:key/*`
}
