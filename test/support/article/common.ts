import type { Collected } from '../../../src/model/collected.js'

/** Ids and words that the parts of the reference account share. */
export const ACCOUNT = '123456789012'
export const REGION = 'eu-west-1'
export const VPC = 'vpc-0a1'
export const PROFILE_ARN = `arn:aws:iam::${ACCOUNT}:instance-profile/jump-host`
export const CORE_ARN = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
export const SESSION_POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/jump-session`
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
export const SUBNETS = ['subnet-0a1', 'subnet-0b1']

export function ok<T>(api: string, value: T): Collected<T> {
  return { outcome: 'ok', api, value }
}

export function policy(statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}
