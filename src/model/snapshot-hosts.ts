import * as z from 'zod'
import { collectedSchema } from './collected.js'
import { recordOf } from './record-of.js'
import { awsWord, awsWords, freeText, policyText } from './redaction.js'

const strings = z.array(z.string())

export const instanceSchema = z.object({
  instanceId: z.string(),
  name: z.string().optional(),
  tags: recordOf(z.string()),
  vpcId: z.string().optional(),
  subnetId: z.string().optional(),
  availabilityZone: awsWord,
  state: awsWord,
  imageId: z.string().optional(),
  instanceType: awsWord.optional(),
  /** `windows`, or absent. */
  platform: awsWord.optional(),
  platformDetails: awsWord.optional(),
  /** ISO 8601. */
  launchTime: awsWord.optional(),
  keyName: z.string().optional(),
  iamInstanceProfileArn: z.string().optional(),
  metadataOptions: z
    .object({ httpEndpoint: awsWord.optional(), httpTokens: awsWord.optional(), state: awsWord.optional() })
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
      status: awsWord,
      privateIpAddresses: strings,
      ipv6Addresses: strings,
      publicIps: strings,
      groupIds: strings,
    }),
  ),
})

export const instanceStatusSchema = z.object({
  instanceId: z.string(),
  systemStatus: awsWord,
  instanceStatus: awsWord,
})

export const instanceConnectEndpointSchema = z.object({
  instanceConnectEndpointId: z.string(),
  vpcId: z.string(),
  subnetId: z.string(),
  groupIds: strings,
  state: awsWord,
})

/** A zone in which instances of a type may be launched. */
export const instanceTypeOfferingSchema = z.object({ instanceType: awsWord, availabilityZone: awsWord })

export const managedNodeSchema = z.object({
  /** `i-…`, or `mi-…` for a hybrid activation. */
  instanceId: z.string(),
  /** `Online`, `ConnectionLost` or `Inactive`. */
  pingStatus: awsWord,
  /** ISO 8601. */
  lastPingDateTime: awsWord.optional(),
  agentVersion: awsWord.optional(),
  platformType: awsWord.optional(),
  platformName: awsWord.optional(),
  platformVersion: awsWord.optional(),
  /** `EC2Instance` or `ManagedInstance`. */
  resourceType: awsWord.optional(),
  sourceId: z.string().optional(),
  sourceType: awsWord.optional(),
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
  scheduleExpression: awsWord.optional(),
})

const switchOrNumber = z.unknown().optional().meta({ redact: 'switch' })
/** Of any type, as people write the document. */
const sessionInputsSchema = z.looseObject({
  idleSessionTimeout: switchOrNumber,
  maxSessionDuration: switchOrNumber,
  s3EncryptionEnabled: switchOrNumber,
  cloudWatchEncryptionEnabled: switchOrNumber,
  cloudWatchStreamingEnabled: switchOrNumber,
  runAsEnabled: switchOrNumber,
  kmsKeyId: z.unknown().optional(),
  s3BucketName: z.unknown().optional(),
  s3KeyPrefix: z.unknown().optional(),
  cloudWatchLogGroupName: z.unknown().optional(),
  runAsDefaultUser: z.unknown().optional(),
  shellProfile: z.unknown().optional().meta({ redact: 'hide' }),
})

/** The default version of SSM-SessionManagerRunShell. */
export const sessionPreferencesSchema = z.object({
  documentName: z.string(),
  documentVersion: awsWord.optional(),
  latestVersion: awsWord.optional(),
  schemaVersion: awsWord.optional(),
  description: freeText.optional(),
  sessionType: awsWord.optional(),
  /** Names of what the content has beyond these, where it has any. */
  otherParts: strings.optional(),
  /** As written, booleans possibly as strings. Absent when the content is no JSON object. */
  inputs: sessionInputsSchema.optional(),
  contentError: freeText.optional(),
})

export const sessionDocumentSchema = z.object({ name: z.string(), status: awsWord, documentType: awsWord })

/** Default Host Management Configuration. */
export const defaultHostManagementSchema = z.object({ settingValue: z.string(), status: awsWord.optional() })

export const kmsKeySchema = z.object({
  keyId: z.string(),
  arn: z.string(),
  keyState: awsWord,
  keySpec: awsWord,
  keyUsage: awsWord,
  /** `AWS` or `CUSTOMER`. */
  keyManager: awsWord,
  multiRegion: z.boolean(),
  policy: collectedSchema(policyText),
  grants: collectedSchema(
    z.array(
      z.object({
        granteePrincipal: z.string().optional(),
        operations: awsWords,
        encryptionContextSubset: recordOf(z.string()).optional(),
        encryptionContextEquals: recordOf(z.string()).optional(),
      }),
    ),
  ),
})

export const logBucketSchema = z.object({
  bucketName: z.string(),
  region: awsWord.optional(),
  /** `null`: the bucket has no default encryption. */
  encryption: collectedSchema(z.object({ sseAlgorithm: awsWord, kmsMasterKeyId: z.string().optional() }).nullable()),
  policy: collectedSchema(policyText.nullable()),
})

export const logGroupSchema = z.object({
  logGroupName: z.string(),
  arn: z.string().optional(),
  kmsKeyId: z.string().optional(),
})

export type Instance = z.infer<typeof instanceSchema>
export type InstanceStatus = z.infer<typeof instanceStatusSchema>
export type InstanceConnectEndpoint = z.infer<typeof instanceConnectEndpointSchema>
export type InstanceTypeOffering = z.infer<typeof instanceTypeOfferingSchema>
export type ManagedNode = z.infer<typeof managedNodeSchema>
export type Association = z.infer<typeof associationSchema>
export type SessionPreferences = z.infer<typeof sessionPreferencesSchema>
export type SessionDocument = z.infer<typeof sessionDocumentSchema>
export type DefaultHostManagement = z.infer<typeof defaultHostManagementSchema>
export type KmsKey = z.infer<typeof kmsKeySchema>
export type LogBucket = z.infer<typeof logBucketSchema>
export type LogGroup = z.infer<typeof logGroupSchema>
