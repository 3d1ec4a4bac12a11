import type { SendCommandRequest } from '@aws-sdk/client-ssm'
import type { Ending, SampleNode, SampleRegion, UpdateOutcome } from '../account.js'

const success = (output: string): Ending => ({
  status: 'Success',
  details: 'Success',
  responseCode: 0,
  output,
  errors: '',
})

const failure = (errors: string): Ending => ({
  status: 'Failed',
  details: 'Failed',
  responseCode: 1,
  output: '',
  errors,
})

const NOTHING = { responseCode: -1, output: '', errors: '' }
export const TERMINATED: Ending = { ...NOTHING, status: 'Cancelled', details: 'Terminated' }
export const CANCELLED: Ending = { ...NOTHING, status: 'Cancelled', details: 'Cancelled' }
const UNDELIVERABLE: Ending = { ...NOTHING, status: 'Failed', details: 'Undeliverable', undelivered: true }
const TIMED_OUT: Ending = { ...NOTHING, status: 'TimedOut', details: 'ExecutionTimedOut', stuck: true }

const UPDATE_ENDINGS: Record<Exclude<UpdateOutcome, 'success'>, (region: string) => Ending> = {
  failed: () => failure('failed to install amazon-ssm-agent: exit status 125'),
  'no-s3': (region) =>
    failure(
      `failed to download manifest: Get "https://s3.${region}.amazonaws.com/amazon-ssm-${region}/ssm-agent-manifest.json": dial tcp: i/o timeout`,
    ),
  stuck: () => TIMED_OUT,
  undeliverable: () => UNDELIVERABLE,
  'older-version': () => failure('updating amazon-ssm-agent to an older version, please turn on allow downgrade'),
}

/** Decides what a host makes of a command: AWS-UpdateSSMAgent as the account says, anything else succeeds. */
export function endingOn(node: SampleNode, region: SampleRegion, request: SendCommandRequest): Ending {
  if (node.information.PingStatus !== 'Online') return UNDELIVERABLE
  if (request.DocumentName !== 'AWS-UpdateSSMAgent') return success('')
  const { outcome, version } = node.update ?? { outcome: 'success' as const }
  if (outcome !== 'success') return UPDATE_ENDINGS[outcome](region.region)
  const asked = request.Parameters?.['version']?.[0] ?? ''
  return updated(node.information.AgentVersion ?? '', version ?? numbered(asked) ?? region.latestAgent)
}

/** `latest`, `stable` and nothing leave the choice to AWS. */
const numbered = (version: string) => (/^\d/.test(version) ? version : undefined)

function updated(before: string, after: string): Ending {
  if (before === after) return success(`amazon-ssm-agent ${before} has already been installed, update skipped\n`)
  const output = `Updating amazon-ssm-agent from ${before} to ${after}\namazon-ssm-agent updated successfully to ${after}\n`
  return { ...success(output), version: after }
}
