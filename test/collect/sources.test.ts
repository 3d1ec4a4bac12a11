import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { iamAction } from '../../src/aws/actions.js'
import { COLLECTOR_ACTIONS, LAUNCH_ACTIONS } from '../../src/collect/actions.js'

const FOLDER = new URL('../../src/collect/', import.meta.url)

const sources = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(new URL(file, FOLDER), 'utf8') }))

const CLIENTS: Record<string, string> = {
  'client-ec2': 'EC2Client',
  'client-ssm': 'SSMClient',
  'client-kms': 'KMSClient',
  'client-rds': 'RDSClient',
  'client-s3': 'S3Client',
  'client-iam': 'IAMClient',
  'client-route-53': 'Route53Client',
  'client-cloudwatch-logs': 'CloudWatchLogsClient',
  'client-redshift-serverless': 'RedshiftServerlessClient',
  'client-opensearch': 'OpenSearchClient',
  'client-elasticache': 'ElastiCacheClient',
  'client-redshift': 'RedshiftClient',
  'client-eks': 'EKSClient',
}

/** Operations that a source imports from the SDK: `paginateX` and `XCommand`. */
function operationsOf(text: string): { client: string; operation: string; paginator: boolean }[] {
  return [...text.matchAll(/import\s*\{([^}]*)\}\s*from '@aws-sdk\/([\w-]+)'/g)].flatMap(
    ([, names = '', client = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .flatMap((name) => {
          const paginator = /^paginate(\w+)$/.exec(name)?.[1]
          const command = /^(\w+)Command$/.exec(name)?.[1]
          const operation = paginator ?? command
          return operation === undefined ? [] : [{ client, operation, paginator: paginator !== undefined }]
        }),
  )
}

describe('COLLECTOR_ACTIONS', () => {
  it('names exactly what the collectors call, and the list of regions', () => {
    const called = sources
      .flatMap(({ text }) => operationsOf(text))
      .map(({ client, operation }) => iamAction(CLIENTS[client] ?? client, `${operation}Command`))
    const signed = sources
      .filter(({ file }) => file !== 'actions.ts')
      .flatMap(({ text }) => [...text.matchAll(/'(route53(?:profiles|resolver):\w+)'/g)].map(([, api = '']) => api))
    const others = signed.filter((api) => !called.includes(api) && api !== '')
    const expected = new Set([...called, ...others, 'ec2:DescribeRegions'])
    for (const action of LAUNCH_ACTIONS) expect(expected.delete(action), action).toBe(true)
    expect([...COLLECTOR_ACTIONS]).toEqual([...expected].sort())
  })

  it('reads only', () => {
    for (const action of [...COLLECTOR_ACTIONS, ...LAUNCH_ACTIONS])
      expect(action).toMatch(/:(Describe|Get|List|Search|Simulate)/)
  })
})

/** Their answer is one thing, or comes whole, though the name begins like that of a list. */
const SINGLE = [
  'DescribeCluster',
  'DescribeDomains',
  'ListDomainNames',
  'DescribeDocument',
  'DescribeKey',
  'DescribeVpcAttribute',
  'DescribeVpcBlockPublicAccessOptions',
]

describe('list commands', () => {
  it('go through paginators, or through byToken where the SDK has none', () => {
    const bare = sources.flatMap(({ file, text }) =>
      operationsOf(text)
        .filter(({ operation, paginator }) => !paginator && /^(Describe|List|Search|Simulate)/.test(operation))
        .filter(({ operation }) => !SINGLE.includes(operation))
        .filter(({ operation }) => !new RegExp(`byToken\\([\\s\\S]{0,600}new ${operation}Command`).test(text))
        .map(({ operation }) => `${file}: ${operation}`),
    )
    expect(bare).toEqual([])
  })

  it('are read by collectAll alone', () => {
    const iterating = sources.filter(({ file, text }) => file !== 'runner.ts' && /for await/.test(text))
    expect(iterating.map(({ file }) => file)).toEqual([])
  })

  it('name a page size', () => {
    for (const { file, text } of sources)
      for (const [call] of text.matchAll(/paginate\w+\(\s*[\s\S]{0,160}/g))
        expect(call, file).toMatch(/pageSize|config,|paging\(\)/)
  })
})
