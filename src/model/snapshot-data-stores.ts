import * as z from 'zod'
import { awsWord } from './redaction.js'

/** A cache, search domain, data warehouse or Kubernetes API that lies in a VPC, as its service lists it. */
export const dataStoreSchema = z.object({
  name: z.string(),
  arn: z.string().optional(),
  /** `redis`, `valkey`, `memcached`, `opensearch`, `elasticsearch`, `redshift`, `kubernetes`. */
  engine: awsWord,
  status: awsWord,
  /** Absent while it is being created. */
  endpoint: z.object({ address: z.string(), port: z.number() }).optional(),
  readerEndpoint: z.string().optional(),
  vpcId: z.string().optional(),
  /** Where it is, or may be after a failover. */
  subnetIds: z.array(z.string()),
  vpcSecurityGroups: z.array(z.object({ vpcSecurityGroupId: z.string(), status: awsWord })),
  /** Where the endpoint leads now, if its service says so. */
  availabilityZone: awsWord.optional(),
  /** Zones in which it has nodes, and where alone it may be after a failover. Absent: in those of any of its subnets. */
  nodeZones: z.array(awsWord).optional(),
  /** Zones of the replicas that the reader endpoint leads to. */
  readerZones: z.array(awsWord).optional(),
  /** How AWS describes the interfaces of its nodes, e.g. `ElastiCache orders-001`. */
  interfaceDescriptions: z.array(z.string()),
  publiclyAccessible: z.boolean().optional(),
  /** Whom its public endpoint admits. */
  publicAccessCidrs: z.array(z.string()).optional(),
  isTlsRequired: z.boolean().optional(),
  /** Its keys are spread over shards, each at an address of its own. */
  isSharded: z.boolean().optional(),
  /** Without nodes of its own, behind interfaces of AWS's in its subnets. */
  isServerless: z.boolean().optional(),
  iamAuthentication: z.boolean().optional(),
  masterUsername: z.string().optional(),
  databaseName: z.string().optional(),
})

export type DataStore = z.infer<typeof dataStoreSchema>
