import { expect, it } from 'vitest'
import { joinedTexts } from '../../src/report/problems/one-text.js'
import { joinedRemedy } from '../../src/report/problems/remedy.js'

it.each([
  [['Start i-1.'], ['Start i-1.']],
  [[], []],
  [['Start i-1.', 'Start i-2.'], ['Start i-1 and i-2.']],
  [
    ['An endpoint of kms in vpc-1.', 'A gateway.', 'An endpoint of logs in vpc-1.', 'An endpoint of ssm in vpc-1.'],
    ['An endpoint of kms, logs and ssm in vpc-1.', 'A gateway.'],
  ],
  [
    ['Let sg-1 admit sg-2.', 'Let sg-1 admit sg-3.', 'Let sg-4 admit sg-2.'],
    ['Let sg-1 admit sg-2 and sg-3.', 'Let sg-4 admit sg-2.'],
  ],
  [
    ['Let sg-1 admit sg-2.', 'Let sg-3 admit sg-4.'],
    ['Let sg-1 admit sg-2.', 'Let sg-3 admit sg-4.'],
  ],
  [
    ['Start i-1, then wait.', 'Start i-2 then wait.'],
    ['Start i-1, then wait.', 'Start i-2 then wait.'],
  ],
  [['1', '2', '3', '4', '5'].map((n) => `Start ${n}.`), ['Start 1, 2, 3, 4 and 5.']],
  [['1', '2', '3', '4', '5', '6'].map((n) => `Start ${n}.`), ['Start 1, 2, 3, 4 and 2 more.']],
])('joins %j', (texts, joined) => {
  expect(joinedTexts(texts)).toEqual(joined)
})

it('a remedy says that there are more commands than it shows', () => {
  const remedies = Array.from({ length: 11 }, (_, i) => ({ text: `Start ${i}.`, commands: [['start', String(i)]] }))
  expect(joinedRemedy(remedies)).toEqual({
    text: 'Start 0, 1, 2, 3 and 7 more. Audit again after these 10 commands: there are more.',
    commands: remedies.slice(0, 10).flatMap(({ commands }) => commands),
  })
})
