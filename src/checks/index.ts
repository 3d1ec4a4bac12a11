import agentAutoUpdate from './agent-auto-update.js'
import agentFeatures from './agent-features.js'
import agentKnownIssues from './agent-known-issues.js'
import agentRemoteHost from './agent-remote-host.js'
import databaseAvailable from './database-available.js'
import databasePrivate from './database-private.js'
import type { CheckDefinition } from './define.js'
import endpointEc2 from './endpoint-ec2.js'
import endpointEc2messages from './endpoint-ec2messages.js'
import endpointKms from './endpoint-kms.js'
import endpointLogs from './endpoint-logs.js'
import endpointS3 from './endpoint-s3.js'
import endpointSsm from './endpoint-ssm.js'
import endpointSsmmessages from './endpoint-ssmmessages.js'
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
import roleAttached from './role-attached.js'
import roleSessionPermissions from './role-session-permissions.js'
import roleTrust from './role-trust.js'
import vpcDns from './vpc-dns.js'
import vpcJumpHost from './vpc-jump-host.js'
import vpcJumpHostRedundancy from './vpc-jump-host-redundancy.js'

/** Every check, sorted by id. Static imports, so that a bundler sees them; a test compares the list with the folder. */
export const CHECKS: readonly CheckDefinition[] = [
  agentAutoUpdate,
  agentFeatures,
  agentKnownIssues,
  agentRemoteHost,
  databaseAvailable,
  databasePrivate,
  endpointEc2,
  endpointEc2messages,
  endpointKms,
  endpointLogs,
  endpointS3,
  endpointSsm,
  endpointSsmmessages,
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
  roleAttached,
  roleSessionPermissions,
  roleTrust,
  vpcDns,
  vpcJumpHost,
  vpcJumpHostRedundancy,
] as CheckDefinition[]
