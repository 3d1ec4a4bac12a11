import { EKSClient } from '@aws-sdk/client-eks'
import { ElastiCacheClient } from '@aws-sdk/client-elasticache'
import { OpenSearchClient } from '@aws-sdk/client-opensearch'
import { RedshiftClient } from '@aws-sdk/client-redshift'
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless'
import { mockClient } from 'aws-sdk-client-mock'

/** The clients by which what is beyond RDS is listed: each answers what a test has it answer. */
export const cache = mockClient(ElastiCacheClient)
export const redshift = mockClient(RedshiftClient)
export const serverless = mockClient(RedshiftServerlessClient)
export const search = mockClient(OpenSearchClient)
export const eks = mockClient(EKSClient)

export function resetDataStores(): void {
  for (const client of [cache, redshift, serverless, search, eks]) client.reset()
}
