// Generated from the files of this folder: npm run generate
import agentAutoUpdate from './agent-auto-update.js'
import agentFeatures from './agent-features.js'
import agentKnownIssues from './agent-known-issues.js'
import agentRemoteHost from './agent-remote-host.js'
import callerDataChannel from './caller-data-channel.js'
import callerDatabaseToken from './caller-database-token.js'
import callerEndSession from './caller-end-session.js'
import callerKmsDataKey from './caller-kms-data-key.js'
import callerSessionDocument from './caller-session-document.js'
import callerStartSession from './caller-start-session.js'
import databaseAvailable from './database-available.js'
import databaseName from './database-name.js'
import databasePath from './database-path.js'
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
import pathEc2messages from './path-ec2messages.js'
import pathKms from './path-kms.js'
import pathLogs from './path-logs.js'
import pathS3 from './path-s3.js'
import pathSsm from './path-ssm.js'
import pathSsmmessages from './path-ssmmessages.js'
import probeDatabase from './probe-database.js'
import probeDiagnostics from './probe-diagnostics.js'
import roleAttached from './role-attached.js'
import roleKmsDecrypt from './role-kms-decrypt.js'
import roleLeastPrivilege from './role-least-privilege.js'
import roleLogDelivery from './role-log-delivery.js'
import roleRunCommandPermissions from './role-run-command-permissions.js'
import roleS3EncryptionConfiguration from './role-s3-encryption-configuration.js'
import roleSessionPermissions from './role-session-permissions.js'
import roleTrust from './role-trust.js'
import sessionDocuments from './session-documents.js'
import sessionKms from './session-kms.js'
import sessionKmsKey from './session-kms-key.js'
import sessionLogBucket from './session-log-bucket.js'
import sessionLogGroup from './session-log-group.js'
import sessionPreferences from './session-preferences.js'
import sessionRunAs from './session-run-as.js'
import sessionTimeouts from './session-timeouts.js'
import vpcDns from './vpc-dns.js'
import vpcJumpHost from './vpc-jump-host.js'
import vpcJumpHostRedundancy from './vpc-jump-host-redundancy.js'

/** Every check, sorted by id. */
export const CHECKS: readonly CheckDefinition[] = [
  agentAutoUpdate,
  agentFeatures,
  agentKnownIssues,
  agentRemoteHost,
  callerDataChannel,
  callerDatabaseToken,
  callerEndSession,
  callerKmsDataKey,
  callerSessionDocument,
  callerStartSession,
  databaseAvailable,
  databaseName,
  databasePath,
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
  pathEc2messages,
  pathKms,
  pathLogs,
  pathS3,
  pathSsm,
  pathSsmmessages,
  probeDatabase,
  probeDiagnostics,
  roleAttached,
  roleKmsDecrypt,
  roleLeastPrivilege,
  roleLogDelivery,
  roleRunCommandPermissions,
  roleS3EncryptionConfiguration,
  roleSessionPermissions,
  roleTrust,
  sessionDocuments,
  sessionKms,
  sessionKmsKey,
  sessionLogBucket,
  sessionLogGroup,
  sessionPreferences,
  sessionRunAs,
  sessionTimeouts,
  vpcDns,
  vpcJumpHost,
  vpcJumpHostRedundancy,
] as CheckDefinition[]
