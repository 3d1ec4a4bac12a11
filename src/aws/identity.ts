import { DescribeRegionsCommand } from '@aws-sdk/client-ec2'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { Env } from '../model/env.js'
import { nearest } from '../model/nearest.js'
import type { Clients } from './clients.js'
import { CredentialsError, classifyError, credentialsTrouble, hasCode, RegionError, shortMessage } from './errors.js'
import { nearestRegion } from './regions.js'

/** Whose credentials these are. */
export interface Identity {
  accountId: string
  /** ARN of the caller, of a session where a role was assumed. */
  arn: string
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  partition: string
}

/**
 * The region to work in when none was named: `AWS_REGION`, else `AWS_DEFAULT_REGION` (which the SDK does not read), else the profile's.
 * @throws RegionError when there is none
 */
export async function defaultRegion(options: { env?: Env; profile?: string } = {}): Promise<string> {
  const { env = process.env, profile } = options
  const named = env['AWS_REGION'] || env['AWS_DEFAULT_REGION']
  if (named) return named
  const client = new STSClient(profile === undefined ? {} : { profile })
  try {
    return await client.config.region()
  } catch (cause) {
    throw new RegionError('No AWS region: name one with --region, AWS_REGION or the region of your AWS profile.', {
      cause,
    })
  } finally {
    client.destroy()
  }
}

/**
 * Asks AWS who is calling.
 * @throws CredentialsError when there are no credentials or AWS refuses them
 * @throws RegionError when the region does not exist or the account has not enabled it
 */
export async function identify(clients: Clients, region: string): Promise<Identity> {
  try {
    return await callerIdentity(clients, region)
  } catch (error) {
    if (hasCode(error, ['ENOTFOUND', 'EAI_AGAIN']))
      throw new RegionError(
        `Cannot reach AWS in region ${region}${nearestRegion(region)}: is that its name, and is there a network?`,
        {
          cause: error,
        },
      )
    const trouble = credentialsTrouble(error)
    // A region that is not enabled refuses good credentials as invalid.
    if (trouble === 'invalid' && (await acceptedElsewhere(clients, region)))
      throw new RegionError(`Region ${region} is not enabled for this account.`, { cause: error })
    if (trouble !== undefined) throw credentialsError(trouble, error)
    throw error
  }
}

async function callerIdentity(clients: Clients, region: string): Promise<Identity> {
  const { Account, Arn } = await clients.sts(region).send(new GetCallerIdentityCommand({}))
  if (Account === undefined || Arn === undefined) throw new Error('sts:GetCallerIdentity named no account')
  return { accountId: Account, arn: Arn, partition: Arn.split(':')[1] ?? 'aws' }
}

/** A region of each partition that every account has. */
function regionOfEveryAccount(region: string): string | undefined {
  if (region.startsWith('cn-')) return 'cn-north-1'
  if (region.startsWith('us-gov-')) return 'us-gov-west-1'
  return /^(us-iso|eu-iso|eusc-)/.test(region) ? undefined : 'us-east-1'
}

async function acceptedElsewhere(clients: Clients, region: string): Promise<boolean> {
  const other = regionOfEveryAccount(region)
  if (other === undefined || other === region) return false
  return callerIdentity(clients, other).then(
    () => true,
    () => false,
  )
}

const HOW_TO =
  'Sign in (aws sso login, aws configure, or set AWS_PROFILE), then try again; --sample runs without credentials.'

function credentialsError(trouble: 'expired' | 'invalid' | 'missing', cause: unknown): CredentialsError {
  const what = {
    expired: `The AWS credentials have expired (${shortMessage(cause)}).`,
    invalid: `AWS does not accept these credentials (${shortMessage(cause)}).`,
    missing: 'No AWS credentials were found.',
  }[trouble]
  return new CredentialsError(`${what} ${HOW_TO}`, { cause })
}

/** The regions that the account can use: opted in, or in need of no opt-in. */
export async function enabledRegions(clients: Clients, region: string): Promise<string[]> {
  const { Regions } = await clients.ec2(region).send(new DescribeRegionsCommand({ AllRegions: false }))
  if (Regions === undefined) throw new Error('ec2:DescribeRegions answered without a list of regions')
  return Regions.flatMap((r) => r.RegionName ?? []).sort()
}

/** All regions of the partition, whether or not the account can use them. */
export async function regionNames(clients: Clients, region: string): Promise<string[]> {
  const { Regions } = await clients.ec2(region).send(new DescribeRegionsCommand({ AllRegions: true }))
  if (Regions === undefined) throw new Error('ec2:DescribeRegions answered without a list of regions')
  return Regions.flatMap((r) => r.RegionName ?? []).sort()
}

/**
 * The regions that the account can use, asked where it may not have enabled the region itself: good credentials are invalid there.
 * @throws what EC2 refuses
 */
export async function enabledRegionsFrom(clients: Clients, home: string): Promise<string[]> {
  try {
    return await enabledRegions(clients, home)
  } catch (error) {
    const other = regionOfEveryAccount(home)
    if (credentialsTrouble(error) !== 'invalid' || other === undefined || other === home) throw error
    return enabledRegions(clients, other)
  }
}

/**
 * Makes sure that the account can use these regions. Where ec2:DescribeRegions cannot be read, there is nothing to say against them.
 * @throws RegionError naming those that it cannot use
 */
export async function requireRegions(clients: Clients, home: string, regions: readonly string[]): Promise<void> {
  const enabled = await enabledSeenFrom(clients, home)
  if (enabled === undefined) return
  const missing = regions.filter((region) => !enabled.includes(region))
  if (missing.length === 0) return
  const named = missing.map((region) => `${region}${nearest(region, enabled)}`)
  const guessed = missing.every((region) => nearest(region, enabled) !== '')
  const list = guessed ? '' : `; enabled are ${enabled.join(', ')}`
  throw new RegionError(`${named.join(', ')}: no region of that name is enabled for this account${list}.`)
}

/**
 * Of the regions that are asked for, those that an account can use. Where ec2:DescribeRegions cannot be read, that is all of
 * them: their own calls will tell.
 * @param asked names, or `all`
 * @throws what EC2 refuses, where all are asked for
 */
export async function regionsAmong(
  clients: Clients,
  home: string,
  asked: readonly string[],
): Promise<{ enabled: string[]; notEnabled: string[] }> {
  if (asked.includes('all')) return { enabled: await enabledRegionsFrom(clients, home), notEnabled: [] }
  const usable = await enabledSeenFrom(clients, home)
  const names = [...new Set(asked)]
  const isEnabled = (region: string) => usable?.includes(region) ?? true
  return { enabled: names.filter(isEnabled), notEnabled: names.filter((region) => !isEnabled(region)) }
}

/** A region that does not exist, or is not enabled, cannot say which are: one that every account has is asked then. */
async function enabledSeenFrom(clients: Clients, home: string): Promise<string[] | undefined> {
  const other = regionOfEveryAccount(home)
  const unanswered = (error: unknown) => classifyError(error, 'ec2:DescribeRegions').outcome
  const answer = await enabledRegions(clients, home).catch(unanswered)
  if (typeof answer !== 'string') return answer
  if (answer === 'denied' || other === undefined || other === home) return undefined
  return enabledRegions(clients, other).catch(() => undefined)
}
