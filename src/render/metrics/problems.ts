import type { Problem } from '../../model/finding.js'
import type { Report } from '../../model/report.js'
import type { Family } from './exposition.js'

/** Each problem with whom it hits and since when. */
export function problemFamilies({ problems, scope, generatedAt }: Report): Family[] {
  const labels = ({ key, level, checkId, reason, region, vpcId }: Problem) => ({
    account_id: scope.accountId,
    region,
    vpc_id: vpcId,
    problem: key,
    level,
    check: checkId,
    reason,
  })
  return [
    {
      name: 'ssm_ready_problem_subjects',
      help: 'How many hosts, databases and others a problem hits.',
      samples: problems.map((problem) => ({ labels: labels(problem), value: problem.subjects.length })),
    },
    {
      name: 'ssm_ready_problem_age_seconds',
      unit: 'seconds',
      help: 'From the first report in an unbroken row that had the problem to this one.',
      samples: problems.flatMap((problem) => {
        const { since } = problem
        if (since === undefined) return []
        return [{ labels: labels(problem), value: (Date.parse(generatedAt) - Date.parse(since)) / 1000 }]
      }),
    },
  ]
}

/** Also of accounts that were not entered. */
export const unreadFamily = ({ gaps }: Report): Family => ({
  name: 'ssm_ready_api_unread',
  help: 'A call of AWS that found no answer; always 1.',
  samples: gaps.map(({ accountId, region, api, outcome }) => ({
    labels: { account_id: accountId, region, api, outcome },
    value: 1,
  })),
})
