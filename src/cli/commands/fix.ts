import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Argument, type Command } from 'commander'
import type { RemediateDependencies } from '../../app/index.js'
import { UsageError } from '../../model/errors.js'
import type { ApplyResult, Plan } from '../../model/plan.js'
import { ownCommand } from '../../render/own-command.js'
import { renderApplyResult, renderLeft, renderPlan } from '../../render/plan.js'
import type { AddCommand } from '../add-command.js'
import { completing } from '../completion/completing.js'
import { invocationOf } from '../invocation.js'
import type { Io } from '../io.js'
import { type AccountOptions, addCommonOptions, addSampleOption, list, listOption } from '../options.js'
import { addFormatOption, formatOf, type PrintOptions, print } from '../print.js'
import { renderOptions, shellOf } from '../terminal.js'

interface FixOptions extends AccountOptions, PrintOptions {
  host?: string[]
  approve?: string[]
  yes?: boolean
}

export const addFix: AddCommand = (program, io, finish) => {
  const fix = program.command('fix').description('Plan, apply and verify remedies; nothing changes without approval')
  const add = (name: string, argument: string, description: string, act: FixAction) => {
    const command = addFixOptions(
      fix.command(name).addArgument(argumentOf(argument)).description(description),
      name === 'apply',
    )
    command.action(async (what: string, options: FixOptions) => finish(await act(what, options, io)))
  }
  add('plan', '<remedy>', 'show what a remedy would change, e.g. update-agent', plan)
  add('apply', '<remedy or plan id>', 'carry out the approved steps of a plan and verify each', apply)
  add('verify', '<remedy or plan id>', 'read whether a plan, or a remedy everywhere, has had its effect', verify)
  add('revert', '<plan id>', 'take a plan back, where the remedy can be taken back', revert)
}

function argumentOf(words: string): Argument {
  const argument = new Argument(words)
  return words.includes('remedy') ? completing(argument, { of: ['remedy'] }) : argument
}

function addFixOptions(command: Command, approves: boolean): Command {
  addCommonOptions(command).addOption(listOption('--host <id or name>', 'only this host, repeatable', { of: ['host'] }))
  addSampleOption(addFormatOption(command))
  if (!approves) return command
  return command
    .option('--approve <what>', 'approve these steps: ids of steps, hosts or remedies, or all; repeatable', list)
    .option('-y, --yes', 'approve all steps of the plan')
}

/** What `fix <action>` does. @returns the exit code */
type FixAction = (what: string, options: FixOptions, io: Io) => Promise<number>

const request = (what: string, options: FixOptions) => ({ remedies: [what], hostIds: options.host ?? [] })

const plan: FixAction = async (what, options, io) => {
  const { planRemediation } = await import('../../app/index.js')
  const dependencies = await prepare(options, io)
  const made = await planRemediation(request(what, options), dependencies)
  print(made, renderPlan, options, io)
  if (made.steps.length > 0) io.stderr.write(`To carry it out: ${applyCommand(made, what, options, io)}\n`)
  return 0
}

/** A plan of a sample is kept nowhere: its remedy is named instead. */
function applyCommand({ planId }: Plan, remedy: string, options: FixOptions, io: Io): string {
  const regions = (options.region ?? []).flatMap((region) => ['--region', region])
  const hosts = (options.host ?? []).flatMap((host) => ['--host', host])
  const words = options.sample === undefined ? [planId, '--approve', 'all', ...regions] : [remedy, ...hosts]
  return ownCommand(['fix', 'apply', ...words], { own: invocationOf(options, io.env) })[shellOf(io.env)]
}

const apply: FixAction = async (what, options, io) => {
  const { applyPlan, planRemediation } = await import('../../app/index.js')
  const dependencies = await prepare(options, io)
  if (!(await isRemedy(what))) {
    const approve = approved(options)
    if (approve === undefined) throw new UsageError(NOT_APPROVED)
    return outcome(await applyPlan({ planId: what, approve }, dependencies), options, io)
  }
  const made = await planRemediation(request(what, options), dependencies)
  if (made.steps.length === 0) {
    print(made, renderPlan, options, io)
    return hasNothingLeft(made) ? 0 : 2
  }
  const approve = approved(options) ?? (await ask(made, options, io))
  if (approve === undefined) throw new UsageError(NOT_APPROVED)
  return outcome(await applyPlan({ planId: made.planId, approve }, dependencies), options, io)
}

const verify: FixAction = async (what, options, io) => {
  const { planRemediation, verifyPlan } = await import('../../app/index.js')
  const dependencies = await prepare(options, io)
  if (!(await isRemedy(what))) {
    if (options.sample !== undefined) throw new UsageError(`A sample keeps no plan ${what}: name the remedy instead.`)
    return outcome(await verifyPlan({ planId: what }, dependencies), options, io)
  }
  const left = await planRemediation(request(what, options), dependencies)
  print(left, renderLeft, options, io)
  return hasNothingLeft(left) ? 0 : 2
}

const revert: FixAction = async (what, options, io) => {
  const { revertPlan } = await import('../../app/index.js')
  return outcome(await revertPlan({ planId: what }, await prepare(options, io)), options, io)
}

async function isRemedy(what: string): Promise<boolean> {
  const { remedies } = await import('../../app/index.js')
  return remedies().some((remedy) => remedy.id === what)
}

const NOT_APPROVED = 'Nothing was changed: approve the steps with --approve STEP (repeatable) or --yes.'

/** A sample is nobody's account: its steps need no approval. */
function approved(options: FixOptions): string[] | undefined {
  if (options.approve) return options.approve
  return options.yes || options.sample !== undefined ? ['all'] : undefined
}

async function ask(made: Plan, options: FixOptions, io: Io): Promise<string[] | undefined> {
  io.stderr.write(`${renderPlan(made, { ...renderOptions(io, options), color: false })}\n`)
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) return undefined
  const { createInterface } = await import('node:readline/promises')
  const dialogue = createInterface({ input: io.stdin, output: io.stderr })
  const answer = await dialogue.question('Carry out all steps? Type yes: ')
  dialogue.close()
  return answer.trim().toLowerCase() === 'yes' ? ['all'] : undefined
}

function outcome(result: ApplyResult, options: FixOptions, io: Io): number {
  print(result, renderApplyResult, options, io)
  if (options.sample !== undefined && options.quiet !== true)
    io.stderr.write('This was simulated: every command sees the sample as it was.\n')
  return result.ok ? 0 : 2
}

/** A host that cannot be mended now is not mended. */
const hasNothingLeft = ({ steps, excluded }: Plan) =>
  steps.length === 0 && excluded.every(({ reason }) => reason === 'up-to-date')

/** Plans of a sample are good for this run only. */
const sampleFolder = () => mkdtempSync(join(tmpdir(), 'ssm-ready-sample-'))

async function prepare(options: FixOptions, io: Io): Promise<RemediateDependencies> {
  formatOf(options)
  const { remedyWaits } = await import('../../app/index.js')
  const { planFolder } = await import('../../files/plan-folder.js')
  const { openAccount } = await import('../source.js')
  const waits = remedyWaits(io.env)
  return {
    ...(await openAccount(options, io)),
    waits,
    store: planFolder(options.sample === undefined ? io.cwd : sampleFolder()),
    onProgress: (message) => void (options.quiet !== true && io.stderr.write(`${message}\n`)),
  }
}
