import type { Plan, PlanStep } from '../../model/plan.js'
import type { SlackBlock, SlackMessage } from '../../model/slack-message.js'
import { wordsOf } from '../plan/words.js'
import { count, minute } from '../words.js'
import { buttonElement } from './buttons.js'
import { code, codeBlock, context, escapeText, header, section, sentence } from './mrkdwn.js'

/** Slack takes 50 blocks. */
const MAX_STEPS = 40
const MAX_REFUSED = 5
const MAX_TURNS = 10
/** A command that does not fit is left to the command line rather than cut. */
const MAX_COMMAND = 1500

export interface Approvable {
  /** Whether somebody may approve here. */
  anybody: boolean
  /** Ids of the remedies that may be applied. */
  remedies: readonly string[]
}

type Words = (text: string) => string

/** A plan's steps, each with its risk and, where somebody may approve it here, a button; then what comes of it. */
export function renderSlackPlan(plan: Plan, approvable: Approvable): SlackMessage {
  const { planId, steps, scope, expiresAt, refused } = plan
  const words = wordsOf(plan)
  const nothing = refused.length > 0 ? 'nothing that it can do' : 'nothing to do'
  const text = `Plan: ${steps.length === 0 ? nothing : count(steps.length, 'step')}`
  return {
    text: escapeText(text),
    blocks: [
      header(text),
      context(`${code(planId)} · ${escapeText(scope.accountId)} · until ${escapeText(minute(expiresAt))}`),
      ...steps.slice(0, MAX_STEPS).map((step, i) => stepBlock(step, i, plan, words, approvable)),
      ...moreSteps(plan),
      ...predictedBlock(plan, words),
      ...refusedBlock(plan, words),
      ...(steps.length > 0 && !approvable.anybody
        ? [context(`Nobody may approve here: ${code('slack.approvers')} of the config is empty.`)]
        : []),
    ],
  }
}

function stepBlock(step: PlanStep, i: number, plan: Plan, words: Words, approvable: Approvable): SlackBlock {
  const { id, title, risk, mode, monthlyCost, undo, dependsOn, remedy, command } = step
  const after = dependsOn.map((each) => plan.steps.findIndex((other) => other.id === each) + 1).filter((at) => at > 0)
  const allowed = approvable.remedies.includes(remedy)
  const notes = [
    ...(monthlyCost ? [`about USD ${monthlyCost.usd.toFixed(2)} a ${monthlyCost.per}`] : []),
    ...(after.length > 0 ? [`after ${after.length === 1 ? 'step' : 'steps'} ${after.join(', ')}`] : []),
    ...(undo === undefined ? ['cannot be taken back'] : []),
    ...(mode === 'manual' ? ['by hand'] : allowed ? [] : [`${remedy} may not be applied by this stack`]),
  ]
  const block = section([
    `*${i + 1}.* ${sentence(words(title))}`,
    sentence(words(risk)),
    ...(notes.length > 0 ? [`_${escapeText(notes.join(' · '))}_`] : []),
    ...(mode === 'manual' && escapeText(command.bash).length <= MAX_COMMAND ? [codeBlock(command.bash)] : []),
  ])
  if (mode === 'manual' || !allowed || !approvable.anybody) return block
  const accessory = buttonElement({
    text: 'Approve',
    ask: { ask: 'apply', planId: plan.planId, stepId: id },
    style: 'primary',
    confirm: { title: `Apply step ${i + 1} now?`, text: `${words(title)} ${words(risk)}`, yes: 'Apply' },
  })
  return accessory ? { ...block, accessory } : block
}

function moreSteps({ steps, planId }: Plan): SlackBlock[] {
  const left = steps.length - MAX_STEPS
  return left > 0 ? [context(`and ${count(left, 'more step')}, which ${code(planId)} holds`)] : []
}

function predictedBlock({ predicted: { vpcs, tunnels } }: Plan, words: Words): SlackBlock[] {
  const turns = [
    ...vpcs.map(({ vpcId, verdict }) => ({ what: words(vpcId), ...verdict })),
    ...tunnels.map(({ hostId, databaseId, before, after }) => ({
      what: words(`${hostId} to ${databaseId}`),
      ...{ before, after },
    })),
  ].filter(({ before, after }) => before !== after)
  if (turns.length === 0) return []
  const lines = turns.map(({ what, before, after }) => `• ${sentence(what)}: ${before} → *${after}*`)
  const left = lines.length - MAX_TURNS
  return [
    section([
      '*What the next audit will say, once all is done*',
      ...lines.slice(0, MAX_TURNS),
      ...(left > 0 ? [`and ${left} more`] : []),
    ]),
  ]
}

function refusedBlock({ refused }: Plan, words: Words): SlackBlock[] {
  if (refused.length === 0) return []
  const left = refused.length - MAX_REFUSED
  return [
    section([
      '*Left alone*',
      ...refused.slice(0, MAX_REFUSED).map(({ remedy, message }) => `• ${code(remedy)}: ${sentence(words(message))}`),
      ...(left > 0 ? [`and ${left} more`] : []),
    ]),
  ]
}
