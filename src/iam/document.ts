import * as z from 'zod'

/** Patterns of Action or Resource; `negated` for NotAction and NotResource. */
export interface Selector {
  negated: boolean
  patterns: string[]
}

/** Principal elements by kind (`AWS`, `Service`, …); `"*"` stands as `{ AWS: ['*'] }`. */
export interface PrincipalSelector {
  negated: boolean
  byKind: Record<string, string[]>
}

export interface Condition {
  operator: string
  key: string
  values: string[]
}

export interface Statement {
  /** Name or ARN of the policy. */
  policy: string
  index: number
  sid?: string
  effect: 'Allow' | 'Deny'
  /** Lower case: actions know no case. */
  action: Selector
  /** Absent in trust policies alone. */
  resource?: Selector
  principal?: PrincipalSelector
  conditions: Condition[]
  /** Policy variables exist only from version 2012-10-17 on; before, `${…}` is plain text. */
  variables: boolean
}

export type ParsedPolicy = { statements: Statement[] } | { malformed: string }

/** `identity` policies have resources and no principals, `resource` policies both, `trust` policies principals alone. */
export type PolicyKind = 'identity' | 'resource' | 'trust'

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())])
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const scalars = z.union([scalar.transform((value) => [value]), z.array(scalar)])
const principals = z.union([
  z.literal('*').transform((): Record<string, string[]> => ({ AWS: ['*'] })),
  z.record(z.string(), texts),
])
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Principal: principals.optional(),
  NotPrincipal: principals.optional(),
  Condition: z.record(z.string(), z.record(z.string(), scalars)).optional(),
})
const documentSchema = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statementSchema.transform((statement) => [statement]), z.array(statementSchema)]),
})
type RawStatement = z.infer<typeof statementSchema>

/**
 * Reads a policy document. One that AWS would not have accepted is `malformed`: nothing can be concluded from it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(policy: string, text: string, kind: PolicyKind): ParsedPolicy {
  let json: unknown
  try {
    json = JSON.parse(text, refuseProto)
  } catch (error) {
    return { malformed: error instanceof Error ? error.message : String(error) }
  }
  const parsed = documentSchema.safeParse(json)
  if (!parsed.success) return { malformed: z.prettifyError(parsed.error) }
  const variables = parsed.data.Version === '2012-10-17'
  const statements: Statement[] = []
  for (const [index, raw] of parsed.data.Statement.entries()) {
    const fault = faultOf(raw, kind)
    if (fault) return { malformed: `statement ${index}: ${fault}` }
    statements.push(statementOf(raw, policy, index, variables))
  }
  return { statements }
}

/** A name that a schema of records passes over in silence: what it holds must not be lost. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('__proto__ is no name in a policy')
  return value
}

function faultOf(raw: RawStatement, kind: PolicyKind): string | undefined {
  const count = (...elements: unknown[]) => elements.filter((element) => element !== undefined).length
  if (count(raw.Action, raw.NotAction) !== 1) return 'needs either Action or NotAction'
  if (count(raw.Resource, raw.NotResource) !== (kind === 'trust' ? 0 : 1)) return 'Resource or NotResource is amiss'
  if (count(raw.Principal, raw.NotPrincipal) !== (kind === 'identity' ? 0 : 1)) return 'Principal is amiss'
  return undefined
}

function statementOf(raw: RawStatement, policy: string, index: number, variables: boolean): Statement {
  const action = selector(raw.Action, raw.NotAction)
  const resource = selector(raw.Resource, raw.NotResource)
  const byKind = raw.Principal ?? raw.NotPrincipal
  return {
    policy,
    index,
    ...(raw.Sid !== undefined && { sid: raw.Sid }),
    effect: raw.Effect,
    action: {
      negated: action?.negated ?? false,
      patterns: action?.patterns.map((pattern) => pattern.toLowerCase()) ?? [],
    },
    ...(resource && { resource }),
    ...(byKind && { principal: { negated: raw.Principal === undefined, byKind } }),
    conditions: Object.entries(raw.Condition ?? {}).flatMap(([operator, block]) =>
      Object.entries(block).map(([key, values]) => ({ operator, key, values })),
    ),
    variables,
  }
}

function selector(patterns: string[] | undefined, except: string[] | undefined): Selector | undefined {
  if (patterns) return { negated: false, patterns }
  return except && { negated: true, patterns: except }
}
