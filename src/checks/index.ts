import agentAutoUpdate from './agent-auto-update.js'
import agentFeatures from './agent-features.js'
import agentKnownIssues from './agent-known-issues.js'
import agentRemoteHost from './agent-remote-host.js'
import type { CheckDefinition } from './define.js'
import hostKeyless from './host-keyless.js'
import hostMetadataService from './host-metadata-service.js'
import hostNoInbound from './host-no-inbound.js'
import hostPrivate from './host-private.js'
import hostRunning from './host-running.js'
import hostStatusChecks from './host-status-checks.js'
import nodeChannel from './node-channel.js'
import nodeIdentity from './node-identity.js'
import nodeOnline from './node-online.js'
import nodeRegistered from './node-registered.js'

/** Every check, sorted by id. Static imports, so that a bundler sees them; a test compares the list with the folder. */
export const CHECKS: readonly CheckDefinition[] = [
  agentAutoUpdate,
  agentFeatures,
  agentKnownIssues,
  agentRemoteHost,
  hostKeyless,
  hostMetadataService,
  hostNoInbound,
  hostPrivate,
  hostRunning,
  hostStatusChecks,
  nodeChannel,
  nodeIdentity,
  nodeOnline,
  nodeRegistered,
] as CheckDefinition[]
