import type { Resource, Template } from './template.js'

export interface Statement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Action: string[]
  Resource: unknown[]
  Principal?: unknown
  Condition?: Record<string, Record<string, unknown>>
}

/** A policy document of the template, and where it stands. */
export interface Policy {
  /** `AuditRole/publish`, `ReadPolicy`, `ReportBucketPolicy`, `AuditRole/trust`. */
  at: string
  statements: Statement[]
}

type Document = {
  Statement: (Omit<Statement, 'Action' | 'Resource'> & { Action: string | string[]; Resource?: unknown })[]
}

/** Every policy of every resource, those that hang on a condition included. */
export function policiesOf({ Resources }: Template): Policy[] {
  return Object.entries(Resources).flatMap(([name, resource]) =>
    documentsIn(name, resource).map(({ at, document }) => ({
      at,
      statements: document.Statement.map((statement) => ({
        ...statement,
        Action: [statement.Action].flat(),
        Resource: 'Resource' in statement ? [statement.Resource].flat() : [],
      })),
    })),
  )
}

function documentsIn(name: string, { Properties }: Resource): { at: string; document: Document }[] {
  const found: { at: string; document: Document }[] = []
  const visit = (value: unknown, policyName?: string): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (const each of value) visit(each, policyName)
      return
    }
    const named = 'PolicyName' in value && typeof value.PolicyName === 'string' ? value.PolicyName : policyName
    for (const [key, each] of Object.entries(value))
      if (isDocument(each)) {
        const part = key === 'AssumeRolePolicyDocument' ? 'trust' : named
        found.push({ at: part === undefined ? name : `${name}/${part}`, document: each })
      } else visit(each, named)
  }
  visit(Properties)
  return found
}

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && 'Statement' in value && Array.isArray(value.Statement)
