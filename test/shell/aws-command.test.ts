import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { awsCommand } from '../../src/checks/lib/aws-command.js'

/** What bash makes of the command, with `aws` replaced by a program that prints its arguments. */
function argumentsOf(command: string): string[] {
  const script = `aws() { printf '%s\\0' "$@"; }\n${command}`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

it('leaves plain words as they are', () => {
  expect(awsCommand('ec2', 'start-instances', '--instance-ids', 'i-0a1')).toBe(
    'aws ec2 start-instances --instance-ids i-0a1',
  )
})

it.each(['"; rm -rf ~ #', "it's", '$(id)', '`id`', 'a b', '', '*', '~', 'x\ny', '!'])('quotes %j', (word) => {
  expect(argumentsOf(awsCommand('ssm', word, '--region'))).toEqual(['ssm', word, '--region'])
})

it('brings any words through a shell unchanged', () => {
  const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      expect(argumentsOf(awsCommand(...words))).toEqual(words)
    }),
    { numRuns: 20 },
  )
})
