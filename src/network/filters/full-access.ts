const known = new Map<string, boolean>()

/** Whether an endpoint's policy is the one that AWS gives by itself, which allows everything and needs no evaluation. */
export function isFullAccess(document: string): boolean {
  const before = known.get(document)
  if (before !== undefined) return before
  const full = allowsEverything(parsed(document))
  known.set(document, full)
  return full
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document)
  } catch {
    return undefined
  }
}

/** One statement, exactly these four elements with these values, and nothing beside the version and an id. */
function allowsEverything(policy: unknown): boolean {
  if (!isRecord(policy)) return false
  const { Statement, Version, Id, ...others } = policy
  const [statement, ...more] = Array.isArray(Statement) ? Statement : [Statement]
  if (more.length > 0 || !isRecord(statement) || Object.keys(others).length > 0) return false
  if (![Version, Id].every((text) => text === undefined || typeof text === 'string')) return false
  const { Effect, Principal, Action, Resource, Sid, ...conditions } = statement
  return (
    Effect === 'Allow' &&
    [Principal, Action, Resource].every((element) => element === '*') &&
    (Sid === undefined || typeof Sid === 'string') &&
    Object.keys(conditions).length === 0
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
