import type { z } from 'zod'

/**
 * The first problem of a failed parse as one sentence: the field, what is accepted, what is there.
 * @param what what was parsed, e.g. `config file ssm-ready.config.json`
 */
export function zodSentence(what: string, error: z.ZodError): string {
  const issue = deepest(error.issues)
  const field = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const place = field === '' ? '' : ` in ${field}`
    return `${what}: unknown field ${issue.keys.join(', ')}${place}.`
  }
  if (
    issue.code === 'invalid_type' &&
    issue.input === undefined &&
    field !== '' &&
    /received undefined/.test(issue.message)
  )
    return `${what}: ${field}: is required (${issue.message.replace(/^Invalid input: |, received undefined$/g, '')}).`
  return `${what}: ${field === '' ? 'the whole' : field}: ${issue.message.replace(/^Invalid (input|option): /, '')}.`
}

/** Of a union's failed branches, the one that got furthest: the reader meant that one. Where several got as far, what each accepts. */
function deepest(issues: readonly z.core.$ZodIssue[], prefix: PropertyKey[] = []): z.core.$ZodIssue {
  const candidates = issues.flatMap((issue): z.core.$ZodIssue[] => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return [oneOf(issue.errors, path)]
    return [{ ...issue, path }]
  })
  const [first, ...rest] = candidates
  if (first === undefined) throw new Error('a failed parse has at least one issue')
  return rest.reduce((best, issue) => (issue.path.length > best.path.length ? issue : best), first)
}

function oneOf(branches: readonly z.core.$ZodIssue[][], path: PropertyKey[]): z.core.$ZodIssue {
  const found = branches.map((branch) => deepest(branch, path))
  const depth = Math.max(...found.map((issue) => issue.path.length))
  const [first, ...others] = found.filter((issue) => issue.path.length === depth)
  if (first === undefined) throw new Error('a failed union has at least one branch')
  const unknownField = [first, ...others].find((issue) => issue.code === 'unrecognized_keys')
  if (unknownField !== undefined) return unknownField
  const more = [...new Set(others.map((issue) => issue.message.replace(/^Invalid \w+: expected /, '')))]
  return { ...first, message: [first.message, ...more].join(' or ') }
}
