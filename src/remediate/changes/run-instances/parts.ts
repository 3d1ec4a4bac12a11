import type { RunInstanceChange } from '../../../model/change.js'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html */
export const AMAZON_LINUX_ROOT = '/dev/xvda'
/** GiB, as Amazon Linux 2023 comes. */
export const ROOT_SIZE = 8

/** The only volume of a host: encrypted, with the account's default key of EBS. */
export const ROOT_VOLUME = {
  DeviceName: AMAZON_LINUX_ROOT,
  Ebs: { DeleteOnTermination: true, Encrypted: true, VolumeType: 'gp3' as const, VolumeSize: ROOT_SIZE },
}

/** Where an auto-healing group may launch the host: its own subnet comes first. */
export const subnetsOf = ({ subnetId, spareSubnetIds = [] }: RunInstanceChange): string[] => [
  ...new Set([subnetId, ...spareSubnetIds]),
]
