import { tokenDatabaseIds } from '../model/database-users.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { Instance } from '../model/snapshot-hosts.js'
import type { RegionContext } from './context.js'
import type { SessionTargets } from './iam-questions.js'
import { collectKey } from './kms-key.js'
import { collectSessionDocuments, collectSessionPreferences } from './session-documents.js'
import { collectLogBucket, collectLogBucketKey, collectLogGroup } from './session-logs.js'

type Session = ReturnType<typeof collectSession>

/** The session documents and what the preferences name; what they do not name is not looked for. */
export function collectSession(context: RegionContext) {
  const sessionPreferences = collectSessionPreferences(context)
  const named = async <T>(
    input: string,
    collect: (context: RegionContext, name: string) => Promise<T>,
  ): Promise<T | undefined> => {
    const name = await sessionPreferences.then((preferences) => inputOf(preferences, input))
    return name === undefined ? undefined : collect(context, name)
  }
  const logBucket = named('s3BucketName', collectLogBucket)
  return {
    sessionPreferences,
    sessionDocuments: collectSessionDocuments(context),
    sessionKey: named('kmsKeyId', collectKey),
    logBucket,
    logBucketKey: logBucket.then((bucket) => collectLogBucketKey(context, bucket)),
    logGroup: named('cloudWatchLogGroupName', collectLogGroup),
  }
}

function inputOf(preferences: RegionSnapshot['sessionPreferences'], name: string): string | undefined {
  const value = preferences.outcome === 'ok' ? preferences.value?.inputs?.[name] : undefined
  // What a parameter of the document stands for is not known before a session.
  return typeof value === 'string' && value !== '' && !value.includes('{{') ? value : undefined
}

/** What the principals need for sessions, to be asked of the policy simulator. */
export async function sessionTargetsOf(
  context: RegionContext,
  hosts: Promise<Instance[]>,
  session: Session,
  dbProxies: Promise<RegionSnapshot['dbProxies']>,
): Promise<SessionTargets> {
  const [found, sessionPreferences, sessionKey, logBucketKey, proxies] = await Promise.all([
    hosts,
    session.sessionPreferences,
    session.sessionKey,
    session.logBucketKey,
    dbProxies,
  ])
  const { region } = context
  return targetsIn({
    ...{ region, sessionPreferences },
    ...(sessionKey && { sessionKey }),
    ...(logBucketKey && { logBucketKey }),
    hostIds: found.map((host) => host.instanceId),
    dbProxies: proxies,
  })
}

type Named = Pick<RegionSnapshot, 'region' | 'sessionPreferences' | 'dbProxies'> &
  Partial<Pick<RegionSnapshot, 'sessionKey' | 'logBucketKey'>>

/** What sessions in a region touch, as its preferences name it. */
export function targetsIn({
  region,
  sessionPreferences: preferences,
  sessionKey: key,
  logBucketKey: bucketKey,
  hostIds,
  dbProxies,
}: Named & { hostIds: readonly string[] }): SessionTargets {
  const s3BucketName = inputOf(preferences, 's3BucketName')
  const s3KeyPrefix = inputOf(preferences, 's3KeyPrefix')
  const logGroupName = inputOf(preferences, 'cloudWatchLogGroupName')
  return {
    ...{ region, hostIds },
    ...(key?.outcome === 'ok' && key.value && { sessionKeyArn: key.value.arn }),
    ...(bucketKey?.outcome === 'ok' && bucketKey.value && { bucketKeyArn: bucketKey.value.arn }),
    ...(s3BucketName !== undefined && { s3BucketName }),
    ...(s3KeyPrefix !== undefined && { s3KeyPrefix }),
    ...(logGroupName !== undefined && { logGroupName }),
    ...(dbProxies.outcome === 'ok' && { tokenDatabaseIds: tokenDatabaseIds(dbProxies.value) }),
  }
}
