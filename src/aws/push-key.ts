import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect'
import type { Clients } from './clients.js'

/**
 * Makes a public key valid on a host for 60 seconds.
 * @see https://docs.aws.amazon.com/ec2-instance-connect/latest/APIReference/API_SendSSHPublicKey.html
 */
export async function pushPublicKey(
  clients: Clients,
  key: { region: string; instanceId: string; zone: string; osUser: string; publicKey: string },
): Promise<void> {
  const { Success } = await clients.ec2InstanceConnect(key.region).send(
    new SendSSHPublicKeyCommand({
      InstanceId: key.instanceId,
      InstanceOSUser: key.osUser,
      SSHPublicKey: key.publicKey,
      AvailabilityZone: key.zone,
    }),
  )
  if (Success !== true) throw new Error(`EC2 Instance Connect did not take the key for ${key.osUser}@${key.instanceId}`)
}
