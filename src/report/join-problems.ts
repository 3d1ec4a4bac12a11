import { CAPABILITIES, type Problem, type Subject } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import { subjectKeyAmongAccounts } from '../model/subject-key.js'
import { levelRank } from './problems/level.js'

/** One cause that several reports of an account tell, IAM's for one, is one problem: the worst of them with all that it hits. */
export function joinProblems(problems: readonly Problem[]): Problem[] {
  return [...groupBy(problems, ({ key }) => key).values()].flatMap((alike) => {
    const [worst, ...others] = alike.toSorted((a, b) => levelRank(a.level) - levelRank(b.level))
    if (worst === undefined || others.length === 0) return alike
    return [joined(worst, [worst, ...others])]
  })
}

function joined(worst: Problem, alike: readonly Problem[]): Problem {
  const { vpcId, ...rest } = worst
  const since = alike.flatMap((problem) => problem.since ?? []).toSorted()[0]
  const capabilities = alike.filter(({ level }) => level === worst.level).flatMap(({ blocks }) => blocks)
  return {
    ...rest,
    blocks: CAPABILITIES.filter((capability) => capabilities.includes(capability)),
    ...(vpcId !== undefined && alike.every((problem) => problem.vpcId === vpcId) && { vpcId }),
    subjects: distinct(alike.flatMap(({ subjects }) => subjects)),
    symptoms: [
      ...new Map(
        alike.flatMap(({ symptoms }) =>
          symptoms.map((symptom) => [`${symptom.checkId} ${subjectKeyAmongAccounts(symptom.subject)}`, symptom]),
        ),
      ).values(),
    ],
    ...(since !== undefined && { since }),
  }
}

const distinct = (subjects: readonly Subject[]): Subject[] => [
  ...new Map(subjects.map((subject) => [subjectKeyAmongAccounts(subject), subject])).values(),
]
