import {
  ListHostedZonesByVPCCommand,
  ListResourceRecordSetsCommand,
  paginateListHostedZones,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53'
import type { Collected } from '../model/collected.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { HostedZone } from '../model/snapshot-dns.js'
import type { VpcEndpoint } from '../model/snapshot-network.js'
import type { RegionContext } from './context.js'
import { defined, need, needEach } from './fields.js'
import { byToken } from './pages.js'

const ZONES_PAGE_SIZE = 100
const RECORDS_PAGE_SIZE = 300

/** Lower case, without the closing dot, and with the characters that Route 53 writes in octal. */
const plainName = (name: string) =>
  name
    .toLowerCase()
    .replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .replace(/\.$/, '')

/** True when a zone can hold the answer to one of the names: it is the name itself or a parent of it. */
export function zoneMatters(zone: string, names: Iterable<string>): boolean {
  for (const name of names) if (name === zone || name.endsWith(`.${zone}`)) return true
  return false
}

type Records = HostedZone['records']
type Zone = Pick<HostedZone, 'hostedZoneId' | 'name'> & { owner?: string; owningService?: string }

/** Whose hosted zones are made by services of AWS. */
interface ZoneMakers {
  endpoints: readonly VpcEndpoint[]
  /** Kubernetes clusters with a private API. */
  clusters: readonly DataStore[]
}

/** Reads private hosted zones; a zone that many VPCs share is read once. */
export function createZoneReader() {
  const recordsById = new Map<string, Promise<Records>>()
  let ownZones: Promise<Collected<Zone[]>> | undefined
  const withRecords = async (context: RegionContext, zone: Zone): Promise<HostedZone> => {
    const records = recordsById.get(zone.hostedZoneId) ?? recordsOf(context, zone)
    recordsById.set(zone.hostedZoneId, records)
    return { hostedZoneId: zone.hostedZoneId, name: zone.name, records: await records }
  }
  return {
    /** The private hosted zones of a VPC that can decide one of the names, with their records. */
    async collect(
      context: RegionContext,
      vpcId: string,
      names: ReadonlySet<string>,
      { endpoints, clusters }: ZoneMakers,
    ): Promise<Collected<HostedZone[]>> {
      const zones = await listZones(context, vpcId)
      if (zones.outcome !== 'ok') return zones
      const wanted = zones.value.filter(
        (z) => zoneMatters(z.name, names) && !madeByEndpoint(z, vpcId, endpoints) && !madeByCluster(z, vpcId, clusters),
      )
      return { ...zones, value: await Promise.all(wanted.map((zone) => withRecords(context, zone))) }
    },
    /** Of the zones with these ids those that can decide one of the names; zones of other accounts show no name. */
    async collectByIds(
      context: RegionContext,
      ids: readonly string[],
      names: ReadonlySet<string>,
    ): Promise<Collected<{ hostedZones: HostedZone[]; unseenZoneIds: string[] }>> {
      if (ids.length === 0)
        return { outcome: 'ok', api: 'route53:ListHostedZones', value: { hostedZones: [], unseenZoneIds: [] } }
      ownZones ??= listOwnZones(context)
      const own = await ownZones
      if (own.outcome !== 'ok') return own
      const found = own.value.filter((zone) => ids.includes(zone.hostedZoneId))
      const wanted = found.filter((zone) => zoneMatters(zone.name, names))
      const unseenZoneIds = ids.filter((id) => !found.some((zone) => zone.hostedZoneId === id))
      const hostedZones = await Promise.all(wanted.map((zone) => withRecords(context, zone)))
      return { ...own, value: { hostedZones, unseenZoneIds } }
    },
  }
}

export type ZoneReader = ReturnType<typeof createZoneReader>

/** A zone behind the private DNS of an endpoint that is known anyway: its records are the endpoint's addresses. */
function madeByEndpoint(zone: Zone, vpcId: string, endpoints: readonly VpcEndpoint[]): boolean {
  return (
    zone.owningService !== undefined &&
    endpoints.some((e) => e.vpcId === vpcId && e.privateDnsEnabled && e.dnsNames.map(plainName).includes(zone.name))
  )
}

/** The zone that EKS makes for the API of a cluster that is known anyway. */
function madeByCluster(zone: Zone, vpcId: string, clusters: readonly DataStore[]): boolean {
  const isIts = ({ vpcId: own, endpoint }: DataStore) => own === vpcId && endpoint?.address.toLowerCase() === zone.name
  return zone.owningService !== undefined && clusters.some(isIts)
}

function listZones({ clients, runner, region }: RegionContext, VPCId: string): Promise<Collected<Zone[]>> {
  return runner.collectAll(
    'route53:ListHostedZonesByVPC',
    (options) =>
      byToken(
        (token) => {
          const input = { VPCId, VPCRegion: region as 'us-east-1', MaxItems: ZONES_PAGE_SIZE, NextToken: token }
          return clients.route53().send(new ListHostedZonesByVPCCommand(defined(input)), options)
        },
        (page) => page.NextToken,
      ),
    { items: (page) => page.HostedZoneSummaries, token: (page) => page.NextToken },
    (zone) =>
      defined({
        hostedZoneId: need(zone.HostedZoneId, 'HostedZoneId').replace('/hostedzone/', ''),
        name: plainName(need(zone.Name, 'Name')),
        owner: zone.Owner?.OwningAccount,
        owningService: zone.Owner?.OwningService,
      }),
  )
}

/** All zones of the account itself: a profile names its zones by their ids alone. */
function listOwnZones({ clients, runner }: RegionContext): Promise<Collected<Zone[]>> {
  return runner.collectAll(
    'route53:ListHostedZones',
    (options) => paginateListHostedZones({ client: clients.route53(), pageSize: ZONES_PAGE_SIZE }, {}, options),
    { items: (page) => page.HostedZones, token: (page) => page.NextMarker },
    (zone) => ({
      hostedZoneId: need(zone.Id, 'Id').replace('/hostedzone/', ''),
      name: plainName(need(zone.Name, 'Name')),
    }),
  )
}

const RECORDS_API = 'route53:ListResourceRecordSets'

async function recordsOf({ clients, runner, accountId }: RegionContext, zone: Zone): Promise<Records> {
  const stranger = zone.owningService ?? (zone.owner === accountId ? undefined : zone.owner)
  // Route 53 shows records to the zone's own account alone.
  if (stranger !== undefined)
    return { outcome: 'denied', api: RECORDS_API, message: `${zone.hostedZoneId} belongs to ${stranger}` }
  return runner.collectAll(
    RECORDS_API,
    (options) =>
      byToken((token) => {
        const input = { HostedZoneId: zone.hostedZoneId, MaxItems: RECORDS_PAGE_SIZE, ...positionOf(token) }
        return clients.route53().send(new ListResourceRecordSetsCommand(input), options)
      }, tokenOf),
    { items: (page) => page.ResourceRecordSets, token: tokenOf },
    (record) =>
      defined({
        name: plainName(need(record.Name, 'Name')),
        type: need(record.Type, 'Type') as string,
        values: valuesOf(record),
        aliasTarget: record.AliasTarget?.DNSName && plainName(record.AliasTarget.DNSName),
        weight: record.Weight,
        oneOfSeveral: isChosen(record) || undefined,
      }),
  )
}

/** An alias has no values of its own, nor has what a traffic policy made, of which AWS lists the alias. */
const valuesOf = ({ AliasTarget, ResourceRecords }: ResourceRecordSet): string[] =>
  AliasTarget ? [] : needEach(ResourceRecords, 'ResourceRecords', (record) => record.Value)

/**
 * Whether Route 53 chooses among the records of the name, rather than to answer with all of them or with each in turn.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
 */
const isChosen = ({ SetIdentifier, Weight, MultiValueAnswer }: ResourceRecordSet): boolean =>
  SetIdentifier !== undefined && Weight === undefined && MultiValueAnswer !== true

/** Route 53 pages records by the next record's name, type and identifier; here they travel as one token. */
interface Position {
  IsTruncated?: boolean | undefined
  NextRecordName?: string | undefined
  NextRecordType?: string | undefined
  NextRecordIdentifier?: string | undefined
}

function tokenOf(page: Position): string | undefined {
  if (page.IsTruncated !== true) return undefined
  return JSON.stringify(
    defined({
      StartRecordName: need(page.NextRecordName, 'NextRecordName'),
      StartRecordType: page.NextRecordType,
      StartRecordIdentifier: page.NextRecordIdentifier,
    }),
  )
}

const positionOf = (token: string | undefined): object => (token === undefined ? {} : JSON.parse(token))
