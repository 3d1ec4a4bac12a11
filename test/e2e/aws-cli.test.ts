import { afterAll, describe, expect, it } from 'vitest'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { commandsOf } from '../../src/remediate/changes/index.js'
import { clientCommands } from '../../src/report/commands/client.js'
import { showFinding } from '../../src/report/remedies.js'
import { createSample } from '../../src/sample/index.js'
import { fixWorld } from '../fix/support/fix-world.js'
import { targetOf } from '../report/client-lines/support.js'
import { reportOfSample } from '../support/sample-report.js'
import { auditOf, loadScenarios } from '../support/scenario.js'
import { RecordingBash } from '../support/shells/bash.js'
import * as printed from '../support/shells/printed.js'
import { askAwsCli } from './support/aws-cli.js'
import { awsCliAvailable } from './support/pasted.js'
import { CREDENTIALS, REGION } from './support/sim.js'

const bash = new RecordingBash(['aws'])
afterAll(() => bash.remove())

/** The fixes of every scenario, as a report prints them. */
function ofScenarios(): string[] {
  const show = showFinding({ invocation: { program: ['ssm-ready'], profile: 'prod' }, commandsOf })
  return loadScenarios().flatMap(({ check: id, cases }) =>
    cases.flatMap((scenarioCase) =>
      runChecks(
        CHECKS.filter((check) => check.id === id),
        auditOf(scenarioCase),
      ).flatMap((finding) => show(finding).remedy?.command?.bash.split('\n') ?? []),
    ),
  )
}

/** The commands of a report and of a plan of everything in it. */
async function ofSample(name: 'article' | 'troubled'): Promise<string[]> {
  const plan = await planRemediation({ remedies: ['all'] }, fixWorld(createSample(name).account))
  return [await reportOfSample(name), plan].flatMap(printed.commandsOf).flatMap((command) => command.bash.split('\n'))
}

/** What comes before the client lines of databases beyond RDS. */
function beforeClients(): string[] {
  const engines: [engine: string, kind: 'warehouse' | 'kubernetes'][] = [
    ['redshift', 'warehouse'],
    ['redshift-serverless', 'warehouse'],
    ['kubernetes', 'kubernetes'],
  ]
  const commands = engines.flatMap(([engine, kind]) =>
    clientCommands({ ...targetOf(engine, { kind, endpoint: 'a.example' }), profile: "it's prod" }).flatMap(
      ({ before }) => before?.bash ?? [],
    ),
  )
  expect(commands).toHaveLength(engines.length)
  return commands
}

/** What a command is, whatever it is about and wherever it runs: its words, and the fields that stand in its values. */
const shapeOf = ([, service = '', operation = '', ...words]: string[]) => {
  const fields = words.flatMap((word) => (word.startsWith('--') ? [word] : (word.match(/\w+(?==|\\*":)/g) ?? [])))
  const own = new Set(fields.filter((field) => field !== '--region' && field !== '--profile'))
  return [service, operation, ...[...own].sort()].join(' ')
}

/** The AWS CLI checks a command by AWS's own model, parameter for parameter, before it calls: and here nobody answers. */
async function complaintsOf(argvs: readonly string[][]): Promise<string[]> {
  const commands = argvs.map(([, ...words]) => {
    const at = words.indexOf('--profile')
    return at < 0 ? words : words.toSpliced(at, 2)
  })
  const answers = await askAwsCli(commands, ENV)
  expect(answers).toHaveLength(commands.length)
  return answers.flatMap(({ code, stderr }, i) => {
    const words = commands[i] ?? []
    // A token is signed on this machine.
    const fine =
      words[1] === 'generate-db-auth-token' ? code === 0 : /Could not connect to the endpoint URL/.test(stderr)
    return fine ? [] : [`${words.join(' ')}: ${code === 0 ? 'ran' : stderr.trim()}`]
  })
}

const ENV = {
  ...process.env,
  ...{ AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey },
  ...{ AWS_REGION: REGION, AWS_PAGER: '', AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' },
}

describe.skipIf(!awsCliAvailable)("AWS's own model of commands", () => {
  it('has every command that is printed, with all its parameters', async () => {
    const lines = [
      ...ofScenarios(),
      ...beforeClients(),
      ...(await ofSample('article')),
      ...(await ofSample('troubled')),
    ]
    const distinct = [...new Set(lines.filter((line) => line.startsWith('aws ')))]
    const argvs = bash.paste(distinct.join('\n'))
    const shapes = new Map(argvs.map((argv) => [shapeOf(argv), argv]))
    expect(shapes.size).toBeGreaterThan(50)
    expect(await complaintsOf([...shapes.values()])).toEqual([])
  })

  it('would tell what is wrong', async () => {
    const wrong = {
      operation: ['ec2', 'start-hosts', '--instance-ids', 'i-1'],
      parameter: ['ec2', 'start-instances', '--host-ids', 'i-1'],
      missing: ['ec2', 'create-vpc-endpoint', '--service-name', 'com.amazonaws.eu-west-1.ssm'],
      field: ['ec2', 'authorize-security-group-ingress', '--group-id', 'sg-1', '--ip-permissions', 'Port=22'],
      type: ['ssm', 'start-session', '--target', 'i-1', '--parameters', '{"host":"a"}'],
    }
    const argvs = Object.values(wrong).map((words) => ['aws', ...words, '--region', REGION])
    const complaints = await complaintsOf(argvs)
    expect(complaints).toHaveLength(argvs.length)
    for (const complaint of complaints) expect(complaint).toMatch(/choice|Unknown|required|validation/)
  })
})
