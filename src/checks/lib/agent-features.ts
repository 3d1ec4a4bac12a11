import type { SessionInputs } from '../../inventory/session-preferences.js'
import type { Capability } from '../../model/finding.js'
import type { AgentVersion } from '../../model/version.js'

export interface FeatureFloor {
  reason: string
  name: string
  /** Older agents lack the feature; below it `fail`, or `warn` where AWS documents no floor or sessions work without. */
  floor: AgentVersion
  below: 'fail' | 'warn'
  /** From the floor up to here AWS's documentation and its release notes disagree: `warn`. */
  surelySince?: AgentVersion
  blocks: Capability[]
  /** `always`, `default-host-management`, or by the session preferences. */
  inUse: 'always' | 'default-host-management' | ((inputs: SessionInputs) => boolean)
}

/**
 * Floors of what sessions may use, the gravest first. Remote-host forwarding has a check of its own.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-prerequisites.html
 * @see https://github.com/aws/amazon-ssm-agent/blob/mainline/RELEASENOTES.md
 */
export const FEATURE_FLOORS: readonly FeatureFloor[] = [
  {
    reason: 'default-host-management-unsupported',
    name: 'Default Host Management',
    floor: [3, 2, 582, 0],
    below: 'fail',
    blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
    inUse: 'default-host-management',
  },
  {
    reason: 'session-encryption-unsupported',
    name: 'encryption of shell sessions with a KMS key',
    floor: [2, 3, 539, 0],
    below: 'fail',
    blocks: ['shell'],
    inUse: (inputs) => inputs.kmsKeyId !== undefined,
  },
  {
    reason: 'ssh-unsupported',
    name: 'SSH and port forwarding',
    floor: [3, 0, 222, 0],
    below: 'fail',
    blocks: ['ssh'],
    inUse: 'always',
  },
  {
    reason: 'log-streaming-unsupported',
    name: 'log streaming to CloudWatch',
    floor: [3, 0, 284, 0],
    below: 'fail',
    surelySince: [3, 0, 356, 0],
    blocks: ['shell'],
    inUse: (inputs) => inputs.cloudWatchStreamingEnabled && inputs.cloudWatchLogGroupName !== undefined,
  },
  {
    reason: 'shell-profile-unsupported',
    name: 'shell profiles',
    floor: [3, 0, 161, 0],
    below: 'warn',
    surelySince: [3, 0, 196, 0],
    blocks: ['shell'],
    inUse: (inputs) => inputs.shellProfileLinux !== undefined || inputs.shellProfileWindows !== undefined,
  },
  {
    reason: 'run-as-unsupported',
    name: 'Run As',
    floor: [2, 3, 672, 0],
    below: 'warn',
    blocks: ['shell'],
    inUse: (inputs) => inputs.runAsEnabled,
  },
]
