import { awsError } from './errors.js'

export interface PageRequest {
  /** Items asked for; absent: `limit.standard`. */
  size: number | undefined
  token: string | undefined
}

export interface PageLimit {
  least?: number
  most: number
  /** Items of a page when none are asked for. */
  standard: number
}

const TOKEN = /^page-(\d+)$/

/** One page and the token of the next, as AWS would cut it: sizes out of bounds and foreign tokens are refused. */
export function page<T>(items: readonly T[], request: PageRequest, limit: PageLimit): { items: T[]; next?: string } {
  const size = request.size ?? limit.standard
  if (size < (limit.least ?? 1) || size > limit.most)
    throw awsError('InvalidParameterValue', `Page size ${size} is not between ${limit.least ?? 1} and ${limit.most}.`)
  const start = startOf(request.token)
  const end = start + size
  return { items: items.slice(start, end), ...(end < items.length && { next: `page-${end}` }) }
}

function startOf(token: string | undefined): number {
  if (token === undefined || token === '') return 0
  const offset = TOKEN.exec(token)?.[1]
  if (offset === undefined) throw awsError('InvalidNextToken', `The token ${token} is invalid.`)
  return Number(offset)
}

interface Ec2Request {
  MaxResults?: number | undefined
  NextToken?: string | undefined
}

/** EC2 without MaxResults answers with everything at once. */
export function ec2Page<T>(items: readonly T[], input: Ec2Request, most = 1000, least = 5) {
  const request = { size: input.MaxResults, token: input.NextToken }
  const standard = Math.max(items.length, least)
  const cut = page(items, request, { least, most: input.MaxResults === undefined ? standard : most, standard })
  return { items: cut.items, more: { ...(cut.next !== undefined && { NextToken: cut.next }) } }
}

/** RDS: records of 20 to 100, with a marker. */
export function rdsPage<T>(
  items: readonly T[],
  input: { MaxRecords?: number | undefined; Marker?: string | undefined },
) {
  const cut = page(items, { size: input.MaxRecords, token: input.Marker }, { least: 20, most: 100, standard: 100 })
  return { items: cut.items, more: { ...(cut.next !== undefined && { Marker: cut.next }) } }
}

/** IAM: up to 1,000 items, 100 unasked, with a marker and a flag. */
export function iamPage<T>(items: readonly T[], input: { MaxItems?: number | undefined; Marker?: string | undefined }) {
  const cut = page(items, { size: input.MaxItems, token: input.Marker }, { most: 1000, standard: 100 })
  return {
    items: cut.items,
    more: { IsTruncated: cut.next !== undefined, ...(cut.next !== undefined && { Marker: cut.next }) },
  }
}
