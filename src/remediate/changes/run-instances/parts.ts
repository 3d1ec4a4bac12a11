import type { RunInstanceChange } from '../../../model/change.js'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html */
export const AMAZON_LINUX_ROOT = '/dev/xvda'
/** GiB, as Amazon Linux 2023 comes. */
export const ROOT_SIZE = 8

/** Where an auto-healing group may launch the host: its own subnet comes first. */
export const subnetsOf = ({ subnetId, spareSubnetIds = [] }: RunInstanceChange): string[] => [
  ...new Set([subnetId, ...spareSubnetIds]),
]
