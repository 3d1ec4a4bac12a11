import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/model/finding.js'
import { commandsOf } from '../../src/remediate/changes/index.js'
import { showProblem } from '../../src/report/remedies.js'
import { reportOfSample } from '../support/sample-report.js'

const lines = ({ remedy }: Problem) => remedy?.command?.bash.split('\n') ?? []

describe('the commands of a fix', () => {
  it('make every endpoint that it speaks of, with private DNS', async () => {
    const { problems } = await reportOfSample('troubled')
    const absent = problems.filter(
      ({ key, symptoms }) => key.includes('/check/endpoint/absent/') && symptoms.length === 4,
    )
    expect(absent.length).toBeGreaterThan(1)
    for (const problem of absent) {
      const made = lines(problem).filter((line) => line.includes('create-vpc-endpoint'))
      const services = made.map((line) => /com\.amazonaws\.eu-west-1\.(\w+)/.exec(line)?.[1]).toSorted()
      expect(services).toEqual(['kms', 'logs', 's3', 'ssm', 'ssmmessages'])
      for (const line of made.filter((each) => each.includes('--vpc-endpoint-type Interface')))
        expect(line).toContain(' --private-dns-enabled ')
    }
  })

  it('are as many as one reads; of more the text says how many the plan has', () => {
    const hosts = Array.from({ length: 12 }, (_, i) => `i-${String(i).padStart(17, '0')}`)
    const changes = hosts.map((instanceId) => ({
      remedy: 'update-agent',
      change: { kind: 'update-agent' as const, instanceId, vpcId: 'vpc-1', region: 'eu-west-1', floor: '3.1.1374.0' },
    }))
    const show = showProblem({ invocation: { program: ['ssm-ready'] }, commandsOf })
    const problem = (some: typeof changes) =>
      show({
        ...{
          key: 'k',
          level: 'blocked',
          checkId: 'agent-remote-host',
          reason: 'agent-too-old',
          message: 'm',
          headline: 'm',
        },
        ...{ blocks: ['tunnel'], region: 'eu-west-1', subjects: [], symptoms: [] },
        remedy: { id: 'update-agent', text: 'Update.', changes: some },
      })
    const cut = problem(changes)
    expect(lines(cut)).toHaveLength(10)
    expect(cut.remedy?.text).toBe('Update. By hand, the first 10 commands; the plan has 2 more.')
    const whole = problem(changes.slice(0, 10))
    expect([lines(whole).length, whole.remedy?.text]).toEqual([10, 'Update.'])
  })
})

it('an agent that no command reaches is updated after what lets commands through, by the same plan', async () => {
  const { problems } = await reportOfSample('large')
  const old = problems.filter(({ checkId }) => checkId === 'agent-remote-host')
  expect(old.length).toBeGreaterThan(0)
  for (const { remedy } of old) {
    expect(remedy?.text).toMatch(/^First mend path-ec2messages: /)
    expect(remedy?.plan?.bash).toBe('ssm-ready fix plan create-endpoint update-agent --sample large')
  }
  const troubled = await reportOfSample('troubled')
  const legacy = troubled.problems.find(({ checkId }) => checkId === 'agent-remote-host')
  expect(legacy?.remedy?.plan?.bash).toBe('ssm-ready fix plan update-agent --sample troubled')
})
