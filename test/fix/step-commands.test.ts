import { describe, expect, it } from 'vitest'
import { planRemediation } from '../../src/app/remediate/plan.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { createSample } from '../../src/sample/index.js'
import { fixWorld, theRegion } from './support/fix-world.js'

const INVOCATION = { program: ['npx', 'ssm-ready'], profile: 'prod' } as const

async function commandsFor(account: SampleAccount): Promise<string[]> {
  const { steps } = await planRemediation({ remedies: ['all'] }, { ...fixWorld(account), invocation: INVOCATION })
  return steps.flatMap((step) => step.command.bash.split('\n'))
}

/** Neither a key nor hosts that may decrypt with one. */
function withoutKey(): SampleAccount {
  const account = articleAccount()
  const region = theRegion(account)
  region.documents = region.documents.filter(({ name }) => name !== 'SSM-SessionManagerRunShell')
  region.keys = []
  return account
}

describe('the commands of the steps of a plan', () => {
  const troubled = commandsFor(createSample('troubled').account)

  it('run in its account and region, and the commands within', async () => {
    const commands = await troubled
    expect(commands.length).toBeGreaterThan(40)
    for (const command of commands) {
      const starts = command.split('aws ').length - 1
      expect(command.match(/--region eu-west-1\b/g), command).toHaveLength(starts)
      expect(command.match(/--profile prod\b/g), command).toHaveLength(starts)
    }
  })

  it('ask for what the steps before have made, in whatever round they were drafted', async () => {
    const commands = await troubled
    expect(commands.filter((command) => /new:|YOUR_/.test(command))).toEqual([])
    const [launch] = commands.filter((command) => command.includes('run-instances'))
    expect(launch).toContain('--iam-instance-profile Name=ssm-ready-jump-host-vpc-')
    const admitted = commands.filter((command) =>
      command.includes('--source-group "$(aws ec2 describe-security-groups'),
    )
    expect(admitted).not.toEqual([])
  })

  it('ask for the key behind a new alias', async () => {
    const commands = await commandsFor(withoutKey())
    const [alias] = commands.filter((command) => command.includes('create-alias'))
    expect(alias).toMatch(/--target-key-id "\$\(aws kms create-key .*--query KeyMetadata.KeyId --output text/)
    expect(commands.filter((command) => command.includes('new:'))).toEqual([])
    const [decrypt] = commands.filter((command) => command.includes('kms:Decrypt'))
    expect(decrypt).toContain('"$(aws kms describe-key --key-id alias/ssm-ready-session --query KeyMetadata.KeyId ')
  })
})
