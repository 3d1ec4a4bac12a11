import * as z from 'zod'
import { collectedSchema } from './collected.js'
import { awsWord } from './redaction.js'

const strings = z.array(z.string())
const endpoint = z.object({ address: z.string(), port: z.number() })
const vpcSecurityGroups = z.array(z.object({ vpcSecurityGroupId: z.string(), status: awsWord }))

export const dbInstanceSchema = z.object({
  dbInstanceIdentifier: z.string(),
  arn: z.string().optional(),
  dbiResourceId: z.string().optional(),
  engine: awsWord,
  status: awsWord,
  /** Absent while the instance is being created. */
  endpoint: endpoint.optional(),
  dbSubnetGroupName: z.string().optional(),
  vpcId: z.string().optional(),
  vpcSecurityGroups,
  publiclyAccessible: z.boolean(),
  dbClusterIdentifier: z.string().optional(),
  availabilityZone: awsWord.optional(),
  /** Absent where AWS leaves it out. */
  multiAz: z.boolean().optional(),
  iamDatabaseAuthenticationEnabled: z.boolean(),
  masterUsername: z.string().optional(),
  dbName: z.string().optional(),
})

export const dbClusterSchema = z.object({
  dbClusterIdentifier: z.string(),
  arn: z.string().optional(),
  engine: awsWord,
  /** `serverless` for Serverless v1, which has no instances; absent in older snapshots. */
  engineMode: awsWord.optional(),
  status: awsWord,
  endpoint: z.string().optional(),
  readerEndpoint: z.string().optional(),
  port: z.number().optional(),
  dbSubnetGroupName: z.string().optional(),
  vpcSecurityGroups,
  publiclyAccessible: z.boolean().optional(),
  members: z.array(z.object({ dbInstanceIdentifier: z.string(), isClusterWriter: z.boolean() })),
  iamDatabaseAuthenticationEnabled: z.boolean(),
  masterUsername: z.string().optional(),
  databaseName: z.string().optional(),
})

export const dbProxySchema = z.object({
  dbProxyName: z.string(),
  arn: z.string().optional(),
  engineFamily: awsWord,
  status: awsWord,
  endpoint: z.string().optional(),
  vpcId: z.string().optional(),
  vpcSubnetIds: strings,
  vpcSecurityGroupIds: strings,
  requireTls: z.boolean(),
  /** `IAM_AUTH` or `NONE`: how clients log in whose user has no entry in `auth`. */
  defaultAuthScheme: awsWord.optional(),
  /** One for each secret; `iamAuth`: `DISABLED`, `REQUIRED`, or `ENABLED` for SQL Server. */
  auth: z.array(z.object({ iamAuth: awsWord.optional() })).optional(),
  targets: collectedSchema(
    z.array(
      z.object({
        /** `RDS_INSTANCE`, `RDS_SERVERLESS_ENDPOINT` or `TRACKED_CLUSTER`. */
        type: awsWord,
        rdsResourceId: z.string().optional(),
        trackedClusterId: z.string().optional(),
        endpoint: z.string().optional(),
        port: z.number().optional(),
        /** `READ_WRITE`, `READ_ONLY` or `UNKNOWN`. */
        role: awsWord.optional(),
        /** `REGISTERING`, `AVAILABLE`, `UNAVAILABLE` or `UNUSED`. */
        healthState: awsWord.optional(),
        /** `UNREACHABLE`, `CONNECTION_FAILED`, `AUTH_FAILURE`, `PENDING_PROXY_CAPACITY`, … */
        healthReason: awsWord.optional(),
      }),
    ),
  ),
})

export const dbSubnetGroupSchema = z.object({
  dbSubnetGroupName: z.string(),
  vpcId: z.string().optional(),
  subnets: z.array(z.object({ subnetIdentifier: z.string(), availabilityZone: awsWord.optional(), status: awsWord })),
})

export type DbInstance = z.infer<typeof dbInstanceSchema>
export type DbCluster = z.infer<typeof dbClusterSchema>
export type DbProxy = z.infer<typeof dbProxySchema>
export type DbSubnetGroup = z.infer<typeof dbSubnetGroupSchema>
