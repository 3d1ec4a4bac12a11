import * as z from 'zod'
import { DATABASE_KINDS } from './database.js'
import { recordOf } from './record-of.js'
import { NAME_NOT_SECRET, parseSecretName } from './secret-name.js'

/** Which instances are jump hosts. The default: tag `ssm-ready:role=jump-host`, else a Name that matches jump or bastion. */
export const hostSelectionSchema = z.union([
  z.literal('all'),
  z.strictObject({
    /** `key=value`, or `key` for any value. */
    tag: z.string().min(1).optional(),
    /** Regular expression, case-insensitive, looked for in the Name tag. */
    namePattern: z.string().min(1).optional(),
    ids: z.array(z.string().regex(/^i-[0-9a-f]+$/, 'expected an instance id such as i-0123456789abcdef0')).optional(),
  }),
])

export const targetSchema = z.strictObject({
  name: z.string().min(1),
  /** A name or an IP address. */
  host: z.string().min(1),
  port: z.number().int().min(1).max(65535),
  vpcId: z.string().regex(/^vpc-[0-9a-f]+$/, 'expected a VPC id such as vpc-0123456789abcdef0'),
  /** `postgres`, `mysql`, `sqlserver`, `oracle`, … chooses the client command. */
  engine: z.string().optional(),
})

/** Findings of a target are told from those of others by its name and VPC. */
function eachOfItsOwnName(
  targets: readonly z.infer<typeof targetSchema>[],
  context: { addIssue: (issue: { code: 'custom'; path: PropertyKey[]; message: string }) => void },
): void {
  targets.forEach(({ name, vpcId }, at) => {
    if (targets.findIndex((other) => other.name === name && other.vpcId === vpcId) === at) return
    const message = `expected a name that no other target of ${vpcId} has, not ${name} again`
    context.addIssue({ code: 'custom', path: [at, 'name'], message })
  })
}

export const ENDPOINT_SERVICES = ['ssm', 'ssmmessages', 'ec2messages', 'ec2', 'kms', 'logs', 's3'] as const
export type EndpointService = (typeof ENDPOINT_SERVICES)[number]

export const acceptanceSchema = z.strictObject({
  check: z.string().min(1),
  /** Glob over the subject's id. */
  subject: z.string().min(1),
  /** Of a database or tunnel, where several kinds share the name. */
  databaseKind: z.enum(DATABASE_KINDS).optional(),
  /** Where subjects of several regions or VPCs share the name. */
  region: z.string().min(1).optional(),
  vpcId: z.string().min(1).optional(),
  reason: z.string().min(1),
  /** ISO 8601 date; the acceptance ends with that day. */
  until: z.iso.date('expected a date such as 2026-12-31').optional(),
})

/** Never the secret: what it is called where it is kept. */
const secretName = z.string().refine((text) => parseSecretName(text) !== undefined, NAME_NOT_SECRET)

const slackIds = (pattern: RegExp, example: string) =>
  z.array(z.string().regex(pattern, `expected an id of Slack's such as ${example}`)).default([])

export const slackSchema = z
  .strictObject({
    webhookUrl: secretName.optional(),
    botToken: secretName.optional(),
    channel: z.string().optional(),
    notify: z.enum(['on-change', 'on-problem', 'always']).default('on-change'),
    /** Where the full report can be opened. */
    reportUrl: z.url().optional(),
    /** Of the app whose slash command the deployed stack answers. */
    signingSecret: secretName.optional(),
    /** Workspaces (or organizations) whose commands are answered. */
    teamIds: slackIds(/^[TE][A-Z0-9]{2,}$/, 'T0123456789'),
    /** Who may approve the steps of a plan. */
    approvers: slackIds(/^[UW][A-Z0-9]{2,}$/, 'U0123456789'),
    /** Where answers to commands go, and nowhere else. */
    hooksUrl: z
      .url()
      .refine(isSafe, 'expected an address that begins with https://')
      .default('https://hooks.slack.com'),
  })
  .refine(
    ({ webhookUrl, botToken, channel, signingSecret }) =>
      webhookUrl !== undefined || (botToken !== undefined && channel !== undefined) || signingSecret !== undefined,
    'expected webhookUrl, or botToken and channel, or signingSecret and teamIds',
  )
  .refine(
    ({ signingSecret, teamIds }) => signingSecret === undefined || teamIds.length > 0,
    'expected teamIds beside signingSecret: the workspaces whose commands are answered',
  )

/** On this machine nobody listens on the way. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname))
}

/** A tunnel that is opened by its own name: `ssm-ready connect NAME`. */
export const connectionSchema = z.strictObject({
  /** Id or endpoint, as for `connect`. */
  database: z.string().min(1),
  /** Id or name of the host to go through. */
  via: z.string().min(1).optional(),
  /** Who logs in, in the environment of a client that `connect` starts. */
  user: z.string().min(1).optional(),
  localPort: z.number().int().min(1).max(65_535).optional(),
  /** Whose line is printed: `psql`, `mysql`, `jdbc`, … */
  client: z.string().min(1).optional(),
})

export const configSchema = z.strictObject({
  regions: z.array(z.string().min(1)).optional(),
  hosts: hostSelectionSchema.optional(),
  targets: z.array(targetSchema).superRefine(eachOfItsOwnName).default([]),
  /** Endpoints that every VPC with hosts must have, beyond the derived needs. */
  requireEndpoints: z.array(z.enum(ENDPOINT_SERVICES)).default([]),
  /** Role or user ARNs of the people who connect. */
  operators: z
    .array(z.string().regex(/^arn:[^:]+:iam::\d{12}:(role|user)\//, 'expected the ARN of an IAM role or user'))
    .default([]),
  accept: z.array(acceptanceSchema).default([]),
  slack: slackSchema.optional(),
  connections: recordOf(connectionSchema, z.string().min(1)).default({}),
})

export type HostSelection = z.infer<typeof hostSelectionSchema>
export type Acceptance = z.infer<typeof acceptanceSchema>
export type Config = z.infer<typeof configSchema>

export const DEFAULT_CONFIG: Config = configSchema.parse({})
