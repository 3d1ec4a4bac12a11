import { allowDatabaseIngress } from './allow-database-ingress.js'
import { allowEndpointIngress } from './allow-endpoint-ingress.js'
import { allowHostEgress } from './allow-host-egress.js'
import { attachInstanceRole } from './attach-instance-role.js'
import { createEndpoint } from './create-endpoint.js'
import { createS3GatewayEndpoint } from './create-s3-gateway-endpoint.js'
import { createSessionKey } from './create-session-key.js'
import type { RemedyDefinition } from './define.js'
import { enableAgentAutoUpdate } from './enable-agent-auto-update.js'
import { enableVpcDns } from './enable-vpc-dns.js'
import { grantKmsDecrypt } from './grant-kms-decrypt.js'
import { grantLogDelivery } from './grant-log-delivery.js'
import { grantS3EncryptionConfiguration } from './grant-s3-encryption-configuration.js'
import { grantSessionPermissions } from './grant-session-permissions.js'
import { launchJumpHost } from './launch-jump-host.js'
import { removeInboundRules } from './remove-inbound-rules.js'
import { removePublicAddress } from './remove-public-address.js'
import { requireImdsv2 } from './require-imdsv2.js'
import { setSessionPreferences } from './set-session-preferences.js'
import { startHost } from './start-host.js'
import { updateAgent } from './update-agent.js'

/** Every remedy, in the order in which a plan carries them out. */
export const REMEDIES: readonly RemedyDefinition[] = [
  createSessionKey,
  allowHostEgress,
  allowEndpointIngress,
  allowDatabaseIngress,
  enableVpcDns,
  createS3GatewayEndpoint,
  createEndpoint,
  attachInstanceRole,
  grantSessionPermissions,
  grantKmsDecrypt,
  grantS3EncryptionConfiguration,
  grantLogDelivery,
  // Its agent, which goes to sleep for want of a way or a right, finds both.
  launchJumpHost,
  requireImdsv2,
  startHost,
  updateAgent,
  enableAgentAutoUpdate,
  setSessionPreferences,
  // Last: what they cut should not be needed any more.
  removeInboundRules,
  removePublicAddress,
]
