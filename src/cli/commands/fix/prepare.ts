import { hostname, userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { RemediateDependencies } from '../../../app/index.js'
import { UsageError } from '../../../model/errors.js'
import type { Plan } from '../../../model/plan.js'
import { PLAN_ID } from '../../../model/plan-id.js'
import { invocationOf } from '../../invocation.js'
import type { Io } from '../../io.js'
import type { AccountOptions } from '../../options.js'
import { formatOf, type PrintOptions } from '../../print.js'
import { simulatedStore } from './simulated-store.js'

export interface FixOptions extends AccountOptions, Omit<PrintOptions, 'all'> {
  vpc?: string[]
  host?: string[]
  all?: boolean
  approve?: string[]
  yes?: boolean
  out?: string
  as?: string
}

export const NOT_APPROVED =
  'Nothing was changed: approve steps with --approve STEP (repeatable), --approve all, or --yes.'

/** The account, where plans are kept, and who is asking. */
export async function prepare(options: FixOptions, io: Io): Promise<RemediateDependencies> {
  formatOf(options)
  const { remedyWaits } = await import('../../../app/index.js')
  const { PlanFolder } = await import('../../../files/plan-folder.js')
  const { stateFolder } = await import('../../../files/state-folder.js')
  const { openAccount } = await import('../../source.js')
  const waits = remedyWaits(io.env)
  const plans = new PlanFolder(stateFolder(io.env))
  return {
    ...(await openAccount(options, io)),
    waits,
    invocation: invocationOf(options, io.env),
    by: `${userName()}@${hostname()}`,
    store: options.sample === undefined ? plans : simulatedStore(plans),
    onProgress: (message) => void (options.quiet !== true && io.stderr.write(`${message}\n`)),
  }
}

/** A user without an entry in the system's list has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'somebody'
  }
}

export const requestOf = (remedies: readonly string[], options: FixOptions) => ({
  remedies: options.all === true ? ['all'] : remedies,
  vpcIds: options.vpc ?? [],
  hostIds: options.host ?? [],
})

/**
 * The plan of an id, in a file, or of a remedy, made now.
 * @throws UsageError when it is none of them
 */
export async function planFrom(
  what: string,
  options: FixOptions,
  dependencies: RemediateDependencies,
  io: Io,
): Promise<Plan> {
  const { assertPlan, planRemediation, remedies } = await import('../../../app/index.js')
  if (PLAN_ID.test(what)) {
    refuseHosts(what, options)
    return stored(what, dependencies)
  }
  if (remedies().some((remedy) => remedy.id === what)) return planRemediation(requestOf([what], options), dependencies)
  const { LARGEST, readIfThere } = await import('../../../files/read-text.js')
  const { parsePlan } = await import('../../../model/parse-plan.js')
  const text = await readIfThere(resolve(io.cwd, what), LARGEST.plan, `Plan ${what}`)
  if (text === undefined)
    throw new UsageError(
      `${JSON.stringify(what)} is no plan: expected an id that \`fix plan\` gave, such as plan-0123456789abcdef0123, a file that it wrote, or a remedy.`,
    )
  refuseHosts(what, options)
  const plan = parsePlan(text, `Plan ${what}`)
  assertPlan(plan, dependencies)
  await dependencies.store.save(plan)
  return plan
}

/** A plan is carried out as it is: `--host` must not be taken for a part of it. */
function refuseHosts(what: string, { host = [] }: FixOptions): void {
  if (host.length > 0)
    throw new UsageError(`--host: ${what} has its hosts already: leave --host out, name steps, or plan again with it.`)
}

async function stored(planId: string, { store }: RemediateDependencies): Promise<Plan> {
  const plan = await store.load(planId)
  if (!plan) throw new UsageError(`Plan ${planId} is not stored here: plan again.`)
  return plan
}

/** The words that approve steps; `undefined`: none. A sample is nobody's account: its steps need no approval. */
export function approvalOf({ approve = [], yes, sample }: FixOptions): string[] | undefined {
  const words = [...approve, ...(yes ? ['automatic'] : [])]
  if (words.length > 0) return words
  return sample === undefined ? undefined : ['all']
}

/** @throws UsageError when no folder can be made there */
export async function writeOut(what: 'plan' | 'template', text: string, out: string, io: Io): Promise<void> {
  const { makeFolder } = await import('../../../files/make-folder.js')
  const { fileTrouble } = await import('../../../files/file-trouble.js')
  const { writePrivately } = await import('../../../files/write-private.js')
  const path = resolve(io.cwd, out)
  try {
    await makeFolder(dirname(path))
    await writePrivately(path, `${text}\n`, 'replace')
  } catch (cause) {
    throw new UsageError(`--out: the ${what} cannot be written to ${out}: ${fileTrouble(cause)}.`, { cause })
  }
  io.stderr.write(`${what === 'plan' ? 'Plan' : 'Template'} written to ${out}.\n`)
}
