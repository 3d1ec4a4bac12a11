import { allowDatabaseIngress } from './allow-database-ingress.js'
import { allowEndpointIngress } from './allow-endpoint-ingress.js'
import { allowHostEgress } from './allow-host-egress.js'
import type { RemedyDefinition } from './define.js'
import { enableAgentAutoUpdate } from './enable-agent-auto-update.js'
import { updateAgent } from './update-agent.js'

/** Every remedy, in the order in which a plan carries them out. */
export const REMEDIES: readonly RemedyDefinition[] = [
  allowHostEgress,
  allowEndpointIngress,
  allowDatabaseIngress,
  updateAgent,
  enableAgentAutoUpdate,
]
