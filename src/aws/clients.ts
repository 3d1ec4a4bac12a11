import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EC2Client } from '@aws-sdk/client-ec2'
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect'
import { EKSClient } from '@aws-sdk/client-eks'
import { ElastiCacheClient } from '@aws-sdk/client-elasticache'
import { IAMClient } from '@aws-sdk/client-iam'
import { KMSClient } from '@aws-sdk/client-kms'
import { OpenSearchClient } from '@aws-sdk/client-opensearch'
import { RDSClient } from '@aws-sdk/client-rds'
import { RedshiftClient } from '@aws-sdk/client-redshift'
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless'
import { Route53Client } from '@aws-sdk/client-route-53'
import { S3Client } from '@aws-sdk/client-s3'
import { SSMClient } from '@aws-sdk/client-ssm'
import { STSClient } from '@aws-sdk/client-sts'
import { fromNodeProviderChain } from '@aws-sdk/credential-providers'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types'
import type { Env } from '../model/env.js'
import { isProxied } from '../model/proxy-address.js'
import { type Answer, overNetwork } from './answer.js'
import { countAttempts, type DecoratableClient, giveUpAfterTimeouts, limitAttempts } from './middleware.js'
import { createRequestHandler } from './request-handler.js'
import { type Route53Profiles, route53Profiles } from './route53profiles.js'
import { type Route53Resolver, route53Resolver } from './route53resolver.js'

/** One client per service and region, made when it is first asked for. All belong to one account. */
export interface Clients {
  ec2(region: string): EC2Client
  ssm(region: string): SSMClient
  kms(region: string): KMSClient
  rds(region: string): RDSClient
  elasticache(region: string): ElastiCacheClient
  redshift(region: string): RedshiftClient
  redshiftServerless(region: string): RedshiftServerlessClient
  opensearch(region: string): OpenSearchClient
  eks(region: string): EKSClient
  s3(region: string): S3Client
  logs(region: string): CloudWatchLogsClient
  route53(): Route53Client
  route53resolver(region: string): Route53Resolver
  route53profiles(region: string): Route53Profiles
  iam(): IAMClient
  sts(region: string): STSClient
  ec2InstanceConnect(region: string): EC2InstanceConnectClient
  /** A signed call of a service without a client here. */
  call: Answer
  /** Requests made so far, by IAM action, every page and retry counted. */
  readonly apiCalls: Readonly<Record<string, number>>
  /** Closes the connections. */
  destroy(): void
}

export interface ClientsOptions {
  /** Without it: the SDK's own chain (environment, profile, SSO, container, instance). */
  credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider
  profile?: string
  /** Overrides `AWS_ENDPOINT_URL`. */
  endpoint?: string
  /** Region of the global services' clients (IAM, Route 53). */
  defaultRegion: string
  /** Sees every client once, e.g. to answer its calls in-process. Attempts are counted in the step `finalizeRequest`, after the retries. */
  decorate?: (client: DecoratableClient) => void
  /** Answers the calls of services without a client in-process; what it does not, `undefined`, is sent. */
  answer?: (...call: Parameters<Answer>) => Promise<unknown> | undefined
  requestHandler?: NodeHttpHandler
  /** Attempts per call, the first one included. */
  maxAttempts?: number
  /** Milliseconds that an attempt may take, its whole answer included. */
  attemptLimit?: number
  env?: Env
}

const MAX_ATTEMPTS = 8

/** Makes the account's clients. They share one connection pool, one credentials provider and one count of requests. */
export function createClients(options: ClientsOptions): Clients {
  const { env = process.env, endpoint, profile, decorate } = options
  const requestHandler = options.requestHandler ?? createRequestHandler(env)
  const apiCalls: Record<string, number> = {}
  const base = {
    credentials:
      options.credentials ??
      fromNodeProviderChain({
        ...(profile !== undefined && { profile }),
        // Sign-in goes by clients of its own.
        ...(isProxied(env) && { clientConfig: { requestHandler } }),
      }),
    retryMode: 'adaptive',
    maxAttempts: options.maxAttempts ?? MAX_ATTEMPTS,
    requestHandler,
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { profile }),
  }
  const overridden = endpoint ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']
  const s3 = { ...base, ...(overridden !== undefined && overridden !== '' && { forcePathStyle: true }) }

  const perRegion = <C extends DecoratableClient>(create: (region: string) => C) => {
    const made = new Map<string, C>()
    return (region: string): C => {
      const known = made.get(region)
      if (known) return known
      const client = create(region)
      countAttempts(client, apiCalls)
      limitAttempts(client, options.attemptLimit)
      giveUpAfterTimeouts(client)
      decorate?.(client)
      made.set(region, client)
      return client
    }
  }
  const count = (action: string) => {
    apiCalls[action] = (apiCalls[action] ?? 0) + 1
  }
  const { credentials, maxAttempts } = base
  const { attemptLimit } = options
  const network = overNetwork({ credentials, requestHandler, maxAttempts, attemptLimit }, count)
  const answer: Answer = (request, callOptions) => {
    const inProcess = options.answer?.(request, callOptions)
    if (!inProcess) return network(request, callOptions)
    count(request.action)
    return inProcess
  }
  const named = endpoint === undefined ? env : { AWS_ENDPOINT_URL: endpoint }
  const profilesEndpoint = endpoint ?? env['AWS_ENDPOINT_URL_ROUTE53PROFILES'] ?? env['AWS_ENDPOINT_URL']
  const iam = perRegion((region) => new IAMClient({ ...base, region }))
  const route53 = perRegion((region) => new Route53Client({ ...base, region }))
  return {
    ec2: perRegion((region) => new EC2Client({ ...base, region })),
    ssm: perRegion((region) => new SSMClient({ ...base, region })),
    kms: perRegion((region) => new KMSClient({ ...base, region })),
    rds: perRegion((region) => new RDSClient({ ...base, region })),
    elasticache: perRegion((region) => new ElastiCacheClient({ ...base, region })),
    redshift: perRegion((region) => new RedshiftClient({ ...base, region })),
    redshiftServerless: perRegion((region) => new RedshiftServerlessClient({ ...base, region })),
    opensearch: perRegion((region) => new OpenSearchClient({ ...base, region })),
    eks: perRegion((region) => new EKSClient({ ...base, region })),
    s3: perRegion((region) => new S3Client({ ...s3, region })),
    logs: perRegion((region) => new CloudWatchLogsClient({ ...base, region })),
    route53: () => route53(options.defaultRegion),
    route53profiles: (region) => route53Profiles(region, profilesEndpoint || undefined, answer),
    route53resolver: (region) => route53Resolver(region, { call: answer, env: named }),
    iam: () => iam(options.defaultRegion),
    sts: perRegion((region) => new STSClient({ ...base, region })),
    ec2InstanceConnect: perRegion((region) => new EC2InstanceConnectClient({ ...base, region })),
    call: answer,
    apiCalls,
    destroy: () => requestHandler.destroy(),
  }
}
