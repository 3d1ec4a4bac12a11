// The policy of the remediation function: an audit, and what the remedies of the parameter `remedies` need.
const audit = require('./audit-statements.json')
const byRemedy = require('./remedy-statements.json')

module.exports = async ({ resolveVariable }) => {
  const named = String((await resolveVariable('param:remedies')) ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const known = Object.keys(byRemedy)
  const ids = named.includes('all') ? known : named
  for (const id of ids)
    if (!known.includes(id))
      throw new Error(`Parameter remedies: unknown remedy ${id}: expected all, or some of ${known.join(', ')}.`)
  return [...audit, ...merged(ids.flatMap((id) => byRemedy[id]))]
}

/** Statements on the same resources, under the same condition, are one: an inline policy has room for 10,240 characters. */
function merged(statements) {
  const groups = new Map()
  for (const { Sid, Action, ...rest } of statements) {
    const key = JSON.stringify(rest)
    groups.set(key, { ...rest, Action: [...new Set([...(groups.get(key)?.Action ?? []), ...Action])].sort() })
  }
  return [...groups.values()].map((statement, i) => ({ Sid: `Remedies${i + 1}`, ...statement }))
}
