import type { AccountAudited, AccountResult } from '../model/account-result.js'
import { groupBy } from '../model/group-by.js'
import type { AccountScope } from '../model/report.js'

/** Each account once, in the order in which they were asked for; entered where anything of it was looked at. */
export function accountScopes(results: readonly AccountResult[]): AccountScope[] {
  return [...groupBy(results, ({ accountId }) => accountId).values()].flatMap((own) => {
    const [first] = own
    return first === undefined ? [] : [accountScope(first, own)]
  })
}

function accountScope({ accountId, name }: AccountResult, own: readonly AccountResult[]): AccountScope {
  const called = { accountId, ...(name !== undefined && { name }) }
  const audited = own.filter((result): result is AccountResult & AccountAudited => 'report' in result)
  const [seen] = audited
  if (seen !== undefined) {
    const { as, profile, profileSetUp } = seen
    return {
      ...called,
      entered: true,
      regions: [...new Set(audited.flatMap(({ report }) => report.scope.regions))],
      ...(as !== undefined && { as }),
      ...(profile !== undefined && { profile }),
      ...(profileSetUp && { profileSetUp }),
    }
  }
  const [failed] = own.flatMap((result) => ('failure' in result ? [result.failure] : []))
  if (failed !== undefined) return { ...called, entered: false, reason: failed.outcome, message: failed.message }
  const [message = ''] = own.flatMap((result) => ('leftOut' in result ? [result.leftOut] : []))
  return { ...called, entered: false, reason: 'left-out', message }
}
