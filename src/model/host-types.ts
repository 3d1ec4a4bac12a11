/** What a new jump host may be: its type, and a public parameter of Systems Manager that names an image for it. */
export interface HostType {
  instanceType: string
  imageParameter: string
}

const IMAGE = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default'

/**
 * The best first. Not every zone has Graviton, Local Zones and some regions least of all.
 * @see https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
 */
export const HOST_TYPES: readonly [HostType, ...HostType[]] = [
  { instanceType: 't4g.nano', imageParameter: `${IMAGE}-arm64` },
  { instanceType: 't3.nano', imageParameter: `${IMAGE}-x86_64` },
]
