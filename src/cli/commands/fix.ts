import { Argument, type Command } from 'commander'
import { UsageError } from '../../model/errors.js'
import type { Plan, PlanResult } from '../../model/plan.js'
import { CODE_LANGUAGES } from '../../model/plan-as-code.js'
import { ownCommand } from '../../render/own-command.js'
import type { AddCommand } from '../add-command.js'
import { completing } from '../completion/completing.js'
import { invocationOf } from '../invocation.js'
import type { Io } from '../io.js'
import { addCommonOptions, addSampleOption, list, listOption, valueOption } from '../options.js'
import { addFormatOption, print } from '../print.js'
import { renderOptions, shellOf } from '../terminal.js'
import { AS_OPTION, languageOf, writeAsCode } from './fix/as-code.js'
import { askForAll } from './fix/ask.js'
import { approvalOf, type FixOptions, NOT_APPROVED, planFrom, prepare, requestOf, writeOut } from './fix/prepare.js'
import { tellingOf } from './fix/progress.js'
import { stoppable } from './fix/stoppable.js'

export const addFix: AddCommand = (program, io, finish) => {
  const fix = program
    .command('fix')
    .description('Plan, apply, verify and revert remedies; nothing changes without approval')
  const plan = fix
    .command('plan')
    .addArgument(
      completing(new Argument('[remedies...]', 'such as update-agent; none: what makes the blocked tunnels ready'), {
        of: ['remedy'],
      }),
    )
    .description('show what would change, what it would do to the verdicts, and what is left alone')
    .option('--all', 'whatever is amiss and has a remedy')
    .addOption(listOption('--vpc <id or name>', 'only this VPC, repeatable', { of: ['vpc'] }))
    .addOption(listOption('--host <id or name>', 'only this host, repeatable', { of: ['host'] }))
    .addOption(valueOption(AS_OPTION, 'what is infrastructure, as a template', CODE_LANGUAGES))
    .addOption(valueOption('--out <file>', 'write the plan, or the template, into this file', 'file'))
  withOptions(plan).action(async (remedies: string[], options: FixOptions) =>
    finish(await makePlan(remedies, options, io)),
  )
  const apply = fix
    .command('apply')
    .addArgument(planArgument())
    .description('carry out the approved steps of a plan, and look whether they did what was predicted')
    .option('--approve <step>', 'approve a step by its id, or all; repeatable', list)
    .option('-y, --yes', 'approve the automatic steps')
    .addOption(listOption('--host <id or name>', 'of a remedy: only this host, repeatable', { of: ['host'] }))
  withOptions(apply).action(async (what: string, options: FixOptions) => finish(await applyIt(what, options, io)))
  const verify = fix
    .command('verify')
    .addArgument(planArgument())
    .description('look whether a plan has had its effect')
    .addOption(listOption('--host <id or name>', 'of a remedy: only this host, repeatable', { of: ['host'] }))
  withOptions(verify).action(async (what: string, options: FixOptions) => finish(await verifyIt(what, options, io)))
  const revert = fix
    .command('revert')
    .addArgument(planArgument())
    .argument('[steps...]', 'ids of steps; none: all')
    .description('take a plan, or some of its steps, back')
  withOptions(revert).action(async (what: string, steps: string[], options: FixOptions) =>
    finish(await revertIt(what, steps, options, io)),
  )
}

const planArgument = () =>
  completing(new Argument('<plan>', 'id or file of a plan, or a remedy, which is planned first'), { of: ['remedy'] })

const withOptions = (command: Command): Command => addSampleOption(addFormatOption(addCommonOptions(command)))

/** What `fix <action>` does. @returns the exit code */
async function makePlan(remedies: readonly string[], options: FixOptions, io: Io): Promise<number> {
  const language = languageOf(options)
  const { planAsCode, planRemediation } = await import('../../app/index.js')
  const dependencies = await prepare(options, io)
  if (language !== undefined) {
    await writeAsCode(await planAsCode(requestOf(remedies, options), language, dependencies), options, io)
    return 0
  }
  const plan = await planRemediation(requestOf(remedies, options), dependencies)
  if (options.out !== undefined) await writeOut('plan', JSON.stringify(plan, null, 2), options.out, io)
  const { renderPlan } = await import('../../render/plan.js')
  print(plan, renderPlan, options, io)
  if (plan.steps.length > 0) io.stderr.write(`To carry it out: ${applyCommand(plan, options, io)}\n`)
  return 0
}

function applyCommand({ planId }: Plan, options: FixOptions, io: Io): string {
  const regions = (options.region ?? []).flatMap((region) => ['--region', region])
  const words = [
    'fix',
    'apply',
    options.out ?? planId,
    '--approve',
    'all',
    ...(options.sample === undefined ? regions : []),
  ]
  return ownCommand(words, { own: invocationOf(options, io.env) })[shellOf(io.env)]
}

async function applyIt(what: string, options: FixOptions, io: Io): Promise<number> {
  const { applyPlan } = await import('../../app/index.js')
  const dependencies = await prepare(options, io)
  const plan = await planFrom(what, options, dependencies, io)
  if (plan.steps.length === 0) {
    const { renderPlan } = await import('../../render/plan.js')
    print(plan, renderPlan, options, io)
    return plan.refused.length === 0 ? 0 : 2
  }
  const approve = approvalOf(options) ?? (await ask(plan, options, io))
  if (approve === undefined) throw new UsageError(NOT_APPROVED)
  const telling = await tellingOf(plan, dependencies, io)
  const { value: result, stopped } = await stoppable(plan.planId, io, (stop) =>
    applyPlan({ planId: plan.planId, approve }, { ...telling, stop }),
  )
  await tell('apply', result, plan, options, io)
  if (stopped !== undefined) return stopped
  if (result.outcome === 'failed') return 2
  return result.outcome === 'pending' ? 3 : 0
}

async function verifyIt(what: string, options: FixOptions, io: Io): Promise<number> {
  const { verifyPlan } = await import('../../app/index.js')
  const dependencies = await prepare(options, io)
  const plan = await planFrom(what, options, dependencies, io)
  const result = await verifyPlan({ planId: plan.planId }, dependencies)
  await tell('verify', result, plan, options, io)
  if (result.outcome === 'pending') return 3
  // Where there is no step, what is left alone is not mended.
  return result.outcome === 'done' && (plan.steps.length > 0 || plan.refused.length === 0) ? 0 : 2
}

async function revertIt(what: string, steps: readonly string[], options: FixOptions, io: Io): Promise<number> {
  const { revertPlan } = await import('../../app/index.js')
  const dependencies = await prepare(options, io)
  const plan = await planFrom(what, options, dependencies, io)
  const telling = await tellingOf(plan, dependencies, io)
  const { value: result, stopped } = await stoppable(plan.planId, io, (stop) =>
    revertPlan({ planId: plan.planId, steps }, { ...telling, stop }),
  )
  await tell('revert', result, plan, options, io)
  if (stopped !== undefined) return stopped
  return result.outcome === 'failed' ? 2 : 0
}

async function ask(plan: Plan, options: FixOptions, io: Io): Promise<string[] | undefined> {
  const { renderPlan } = await import('../../render/plan.js')
  io.stderr.write(`${renderPlan(plan, { ...renderOptions(io, options), color: false })}\n`)
  return askForAll(io)
}

async function tell(
  action: keyof typeof SIMULATED,
  result: PlanResult,
  plan: Plan,
  options: FixOptions,
  io: Io,
): Promise<void> {
  const { renderPlanResult } = await import('../../render/plan.js')
  print(result, (value, render) => renderPlanResult(value, plan, render), options, io)
  if (options.sample !== undefined && options.quiet !== true) io.stderr.write(`${SIMULATED[action]}\n`)
}

const FORGOTTEN = 'A sample keeps nothing of what fix apply simulated on it:'

/** What became of a sample, which every command sees as it was. */
const SIMULATED = {
  apply: 'This was simulated: nothing was changed, and the next command sees the sample as it was.',
  verify: `${FORGOTTEN} this is how it stands before the plan.`,
  revert: `${FORGOTTEN} there is nothing to take back.`,
}
