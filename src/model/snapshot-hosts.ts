import * as z from 'zod'
import { collectedSchema } from './collected.js'

const strings = z.array(z.string())

export const instanceSchema = z.object({
  instanceId: z.string(),
  name: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  vpcId: z.string().optional(),
  subnetId: z.string().optional(),
  availabilityZone: z.string(),
  state: z.string(),
  imageId: z.string().optional(),
  instanceType: z.string().optional(),
  /** `windows`, or absent. */
  platform: z.string().optional(),
  platformDetails: z.string().optional(),
  /** ISO 8601. */
  launchTime: z.string().optional(),
  keyName: z.string().optional(),
  iamInstanceProfileArn: z.string().optional(),
  metadataOptions: z
    .object({ httpEndpoint: z.string().optional(), httpTokens: z.string().optional(), state: z.string().optional() })
    .optional(),
  privateIpAddress: z.string().optional(),
  publicIpAddress: z.string().optional(),
  /** All of them, the primary one (device index 0) first. Details are in `networkInterfaces` of the region. */
  networkInterfaces: z.array(
    z.object({
      networkInterfaceId: z.string(),
      vpcId: z.string(),
      subnetId: z.string(),
      deviceIndex: z.number(),
      status: z.string(),
      privateIpAddresses: strings,
      ipv6Addresses: strings,
      publicIps: strings,
      groupIds: strings,
    }),
  ),
})

export const instanceStatusSchema = z.object({
  instanceId: z.string(),
  systemStatus: z.string(),
  instanceStatus: z.string(),
})

export const instanceConnectEndpointSchema = z.object({
  instanceConnectEndpointId: z.string(),
  vpcId: z.string(),
  subnetId: z.string(),
  groupIds: strings,
  state: z.string(),
})

export const managedNodeSchema = z.object({
  /** `i-…`, or `mi-…` for a hybrid activation. */
  instanceId: z.string(),
  /** `Online`, `ConnectionLost` or `Inactive`. */
  pingStatus: z.string(),
  /** ISO 8601. */
  lastPingDateTime: z.string().optional(),
  agentVersion: z.string().optional(),
  platformType: z.string().optional(),
  platformName: z.string().optional(),
  platformVersion: z.string().optional(),
  /** `EC2Instance` or `ManagedInstance`. */
  resourceType: z.string().optional(),
  sourceId: z.string().optional(),
  sourceType: z.string().optional(),
  ipAddress: z.string().optional(),
  computerName: z.string().optional(),
  iamRole: z.string().optional(),
})

export const associationSchema = z.object({
  associationId: z.string(),
  associationName: z.string().optional(),
  documentName: z.string(),
  instanceId: z.string().optional(),
  targets: z.array(z.object({ key: z.string(), values: strings })),
  scheduleExpression: z.string().optional(),
})

/** The default version of SSM-SessionManagerRunShell. */
export const sessionPreferencesSchema = z.object({
  documentName: z.string(),
  documentVersion: z.string().optional(),
  latestVersion: z.string().optional(),
  sessionType: z.string().optional(),
  /** As written, booleans possibly as strings. Absent when the content is no JSON object. */
  inputs: z.record(z.string(), z.unknown()).optional(),
  contentError: z.string().optional(),
})

export const sessionDocumentSchema = z.object({ name: z.string(), status: z.string(), documentType: z.string() })

/** Default Host Management Configuration. */
export const defaultHostManagementSchema = z.object({ settingValue: z.string(), status: z.string().optional() })

export const kmsKeySchema = z.object({
  keyId: z.string(),
  arn: z.string(),
  keyState: z.string(),
  keySpec: z.string(),
  keyUsage: z.string(),
  /** `AWS` or `CUSTOMER`. */
  keyManager: z.string(),
  multiRegion: z.boolean(),
  policy: collectedSchema(z.string()),
  grants: collectedSchema(
    z.array(
      z.object({
        granteePrincipal: z.string().optional(),
        operations: strings,
        encryptionContextSubset: z.record(z.string(), z.string()).optional(),
        encryptionContextEquals: z.record(z.string(), z.string()).optional(),
      }),
    ),
  ),
})

export const logBucketSchema = z.object({
  bucketName: z.string(),
  region: z.string().optional(),
  /** `null`: the bucket has no default encryption. */
  encryption: collectedSchema(z.object({ sseAlgorithm: z.string(), kmsMasterKeyId: z.string().optional() }).nullable()),
  policy: collectedSchema(z.string().nullable()),
})

export const logGroupSchema = z.object({
  logGroupName: z.string(),
  arn: z.string().optional(),
  kmsKeyId: z.string().optional(),
})

export type Instance = z.infer<typeof instanceSchema>
export type InstanceStatus = z.infer<typeof instanceStatusSchema>
export type InstanceConnectEndpoint = z.infer<typeof instanceConnectEndpointSchema>
export type ManagedNode = z.infer<typeof managedNodeSchema>
export type Association = z.infer<typeof associationSchema>
export type SessionPreferences = z.infer<typeof sessionPreferencesSchema>
export type SessionDocument = z.infer<typeof sessionDocumentSchema>
export type DefaultHostManagement = z.infer<typeof defaultHostManagementSchema>
export type KmsKey = z.infer<typeof kmsKeySchema>
export type LogBucket = z.infer<typeof logBucketSchema>
export type LogGroup = z.infer<typeof logGroupSchema>
