import * as z from 'zod'
import { collectedSchema } from './collected.js'
import { awsWord } from './redaction.js'

const strings = z.array(z.string())

export const hostedZoneSchema = z.object({
  hostedZoneId: z.string(),
  /** Lower case, without the closing dot. */
  name: z.string(),
  records: collectedSchema(
    z.array(
      z.object({
        /** Lower case, without the closing dot. */
        name: z.string(),
        type: awsWord,
        values: strings,
        aliasTarget: z.string().optional(),
        /** Of a weighted record: 0 is never answered with beside others. */
        weight: z.number().optional(),
        /** True where Route 53 answers with one of several such records, by health, latency or place. */
        oneOfSeveral: z.boolean().optional(),
      }),
    ),
  ),
})

export const resolverRuleAssociationSchema = z.object({
  vpcId: z.string(),
  resolverRuleId: z.string(),
  /** `FORWARD`, `SYSTEM` or `RECURSIVE`; absent when the rule itself could not be read. */
  ruleType: awsWord.optional(),
  domainName: z.string().optional(),
  /** `COMPLETE`, `CREATING`, `DELETING`, `FAILED` or `OVERRIDDEN`. */
  status: awsWord.optional(),
})

/** A DNS Firewall rule group at work in a VPC. Of all of a VPC's groups, those of its profile included, the lowest priority comes first. */
export const firewallAssociationSchema = z.object({
  vpcId: z.string(),
  ruleGroupId: z.string(),
  priority: z.number(),
  /** `COMPLETE`, `UPDATING` (also while it is being made) or `DELETING`. */
  status: awsWord.optional(),
})

export const firewallRuleSchema = z.object({
  priority: z.number(),
  /** `ALLOW`, `ALERT` or `BLOCK`. */
  action: awsWord,
  /** Absent for a rule against threats that AWS detects by the question itself. */
  domainListId: z.string().optional(),
  /** Query type that the rule is about; absent: all. */
  queryType: awsWord.optional(),
  /** `INSPECT_REDIRECTION_DOMAIN` or `TRUST_REDIRECTION_DOMAIN`: whether the rule looks at what a CNAME leads to. */
  redirection: awsWord.optional(),
  /** True for a list of AWS's: threats, which nobody can read and in which no service of AWS stands. */
  managed: z.boolean().optional(),
  /** Lower case, without the closing dot; `*.example.com` is everything below, `*` everything. */
  domains: collectedSchema(strings).optional(),
})

export const profileRuleSchema = z.object({
  resolverRuleId: z.string(),
  /** Absent, as the domain, when the rule itself could not be read. */
  ruleType: awsWord.optional(),
  domainName: z.string().optional(),
})

/** A Route 53 Profile that is associated with VPCs of hosts. */
export const dnsProfileSchema = z.object({
  profileId: z.string(),
  vpcIds: strings,
  contents: collectedSchema(
    z.object({
      /** Those that can decide a name that matters, with their records. */
      hostedZones: z.array(hostedZoneSchema),
      /** Zones of other accounts, whose names nobody here sees. */
      unseenZoneIds: strings,
      resolverRules: z.array(profileRuleSchema),
      firewallRuleGroups: z.array(z.object({ ruleGroupId: z.string(), priority: z.number() })),
      vpcEndpointIds: strings,
    }),
  ),
})

export type FirewallAssociation = z.infer<typeof firewallAssociationSchema>
export type FirewallRule = z.infer<typeof firewallRuleSchema>
export type DnsProfile = z.infer<typeof dnsProfileSchema>
export type HostedZone = z.infer<typeof hostedZoneSchema>
export type ResolverRuleAssociation = z.infer<typeof resolverRuleAssociationSchema>
