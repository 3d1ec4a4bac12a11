import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import {
  applyPlan,
  planRemediation,
  type RemediateDependencies,
  remedies,
  remedyWaits,
  revertPlan,
  verifyPlan,
} from '../../app/index.js'
import { loadConfig } from '../../files/config.js'
import { planFolder } from '../../files/plan-folder.js'
import { UsageError } from '../../model/errors.js'
import type { ApplyResult, Plan } from '../../model/plan.js'
import { renderApplyResult, renderPlan } from '../../render/plan.js'
import type { FixOptions } from '../commands/fix.js'
import type { Io } from '../io.js'
import { oneOf } from '../options.js'
import { openAccount } from '../source.js'
import { renderOptions } from '../terminal.js'

const FORMATS = ['table', 'json'] as const

/** What `fix <action>` does. @returns the exit code */
type FixAction = (what: string, options: FixOptions, io: Io) => Promise<number>

const isRemedy = (what: string) => remedies().some((remedy) => remedy.id === what)
const request = (what: string, options: FixOptions) => ({ remedies: [what], hostIds: options.host ?? [] })

const plan: FixAction = async (what, options, io) => {
  const made = await planRemediation(request(what, options), await dependencies(options, io))
  show(made, renderPlan, options, io)
  if (made.steps.length > 0 && options.sample === undefined)
    io.stderr.write(`To carry it out: ssm-ready fix apply ${made.planId} --approve all\n`)
  return 0
}

const apply: FixAction = async (what, options, io) => {
  const deps = await dependencies(options, io)
  if (!isRemedy(what)) {
    const approve = approval(options)
    if (approve === undefined) throw new UsageError(NOT_APPROVED)
    return applied(await applyPlan({ planId: what, approve }, deps), options, io)
  }
  const made = await planRemediation(request(what, options), deps)
  if (made.steps.length === 0) {
    show(made, renderPlan, options, io)
    return hasNothingLeft(made) ? 0 : 2
  }
  const approve = approval(options) ?? (await ask(made, options, io))
  if (approve === undefined) throw new UsageError(NOT_APPROVED)
  return applied(await applyPlan({ planId: made.planId, approve }, deps), options, io)
}

const NOT_APPROVED = 'Nothing was changed: approve the steps with --approve STEP (repeatable) or --yes.'

/** A sample is nobody's account: its steps need no approval. */
function approval(options: FixOptions): string[] | undefined {
  if (options.approve) return options.approve
  return options.yes || options.sample !== undefined ? ['all'] : undefined
}

async function ask(made: Plan, options: FixOptions, io: Io): Promise<string[] | undefined> {
  io.stderr.write(`${renderPlan(made, { ...renderOptions(io, options.color), color: false })}\n`)
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) return undefined
  const dialogue = createInterface({ input: io.stdin, output: io.stderr })
  const answer = await dialogue.question('Carry out all steps? Type yes: ')
  dialogue.close()
  return answer.trim().toLowerCase() === 'yes' ? ['all'] : undefined
}

function applied(result: ApplyResult, options: FixOptions, io: Io): number {
  show(result, renderApplyResult, options, io)
  return result.ok ? 0 : 2
}

const verify: FixAction = async (what, options, io) => {
  const deps = await dependencies(options, io)
  if (!isRemedy(what)) return applied(await verifyPlan({ planId: what }, deps), options, io)
  const left = await planRemediation(request(what, options), deps)
  show(left, renderPlan, options, io)
  return hasNothingLeft(left) ? 0 : 2
}

/** A host that cannot be mended now is not mended. */
const hasNothingLeft = ({ steps, excluded }: Plan) =>
  steps.length === 0 && excluded.every(({ reason }) => reason === 'up-to-date')

const revert: FixAction = async (what, options, io) =>
  applied(await revertPlan({ planId: what }, await dependencies(options, io)), options, io)

/** Plans of a sample are good for this run only. */
const sampleFolder = () => mkdtempSync(join(tmpdir(), 'ssm-ready-sample-'))

async function dependencies(options: FixOptions, io: Io): Promise<RemediateDependencies> {
  const { config } = loadConfig(io.cwd, options.config)
  const waits = remedyWaits(io.env)
  const account = await openAccount(options, io, config)
  const say = (message: string) => options.quiet !== true && io.stderr.write(`${message}\n`)
  return {
    account,
    config,
    waits,
    store: planFolder(options.sample === undefined ? io.cwd : sampleFolder()),
    onProgress: (message) => void say(message),
  }
}

function show<T>(
  value: T,
  render: (value: T, options: ReturnType<typeof renderOptions>) => string,
  options: FixOptions,
  io: Io,
): void {
  const format = oneOf('--format', FORMATS, options.format?.at(-1) ?? 'table')
  const text = format === 'json' ? JSON.stringify(value, null, 2) : render(value, renderOptions(io, options.color))
  io.stdout.write(`${text}\n`)
}

export const FIX_ACTIONS = { plan, apply, verify, revert }
