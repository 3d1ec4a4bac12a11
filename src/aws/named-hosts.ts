import { paginateDescribeInstances } from '@aws-sdk/client-ec2'
import type { Clients } from './clients.js'

/** A host that can have sessions now. */
export interface NamedHost {
  instanceId: string
  name: string
}

/**
 * Running instances of a name, whatever its capitals: OpenSSH writes the name of a host in small letters.
 * EC2 compares capitals, but takes a question mark for any one character.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export async function hostsNamed(clients: Clients, region: string, name: string): Promise<NamedHost[]> {
  const pattern = name.replace(/[\\*?]/g, '\\$&').replace(/\p{Cased_Letter}/gu, '?')
  const pages = paginateDescribeInstances(
    { client: clients.ec2(region) },
    {
      Filters: [
        { Name: 'tag:Name', Values: [pattern] },
        { Name: 'instance-state-name', Values: ['running'] },
      ],
    },
  )
  const found: NamedHost[] = []
  for await (const { Reservations = [] } of pages)
    for (const { InstanceId, Tags = [] } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
      const own = Tags.find(({ Key }) => Key === 'Name')?.Value ?? ''
      if (InstanceId && own.toLowerCase() === name.toLowerCase()) found.push({ instanceId: InstanceId, name: own })
    }
  const exact = found.filter((host) => host.name === name)
  return exact.length > 0 ? exact : found
}
