import type { AnyExplanation } from '../../model/explanation.js'
import type { Plan, StepResult } from '../../model/plan.js'
import type { Report } from '../../model/report.js'
import type { SlackAsk } from '../../model/slack-job.js'
import type { SlackMessage, SlackWords } from '../../model/slack-message.js'
import type { Audience } from '../../publish/slack-reply.js'
import type { Approvals } from './approvals.js'

/** What the answers look like. */
export interface SlackAnswers {
  overview(report: Report): SlackMessage
  answer(report: Report, explanation: AnyExplanation): SlackMessage
  connect(report: Report, explanation: AnyExplanation): SlackMessage
  explain(report: Report, explanation: AnyExplanation): SlackMessage
  /** @param approvable whether anybody may approve, and ids of the remedies that may be applied */
  plan(plan: Plan, approvable: { anybody: boolean; remedies: readonly string[] }): SlackMessage
  /** A sentence or two. */
  note(...parts: SlackWords[]): SlackMessage
}

export interface SlackWork {
  /** @param approvers ids of those who may approve */
  slack: { hooksUrl: string; approvers: readonly string[] }
  /** Ids of the remedies that may be applied. */
  remedies: readonly string[]
  audit(): Promise<Report>
  plan(scope: Omit<Extract<SlackAsk, { ask: 'plan' }>, 'ask'>): Promise<Plan>
  /** @returns what became of that step */
  apply(planId: string, stepId: string): Promise<StepResult>
  approvals: Approvals
  reply(responseUrl: string, message: SlackMessage, audience: Audience): Promise<void>
  answers: SlackAnswers
  now: () => Date
}
