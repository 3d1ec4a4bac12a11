import type { Command } from 'commander'
import type { AddCommand } from '../add-command.js'
import { type AccountOptions, addCommonOptions, list } from '../options.js'

export interface FixOptions extends AccountOptions {
  host?: string[]
  approve?: string[]
  yes?: boolean
  format?: string[]
}

type ActionName = 'plan' | 'apply' | 'verify' | 'revert'

export const addFix: AddCommand = (program, io, finish) => {
  const fix = program.command('fix').description('Plan, apply and verify remedies; nothing changes without approval')
  const add = (name: ActionName, argument: string, description: string) => {
    const command = addFixOptions(fix.command(name).argument(argument).description(description), name === 'apply')
    command.action(async (what: string, options: FixOptions) => {
      const { FIX_ACTIONS } = await import('../run/fix.js')
      finish(await FIX_ACTIONS[name](what, options, io))
    })
  }
  add('plan', '<remedy>', 'show what a remedy would change, e.g. update-agent')
  add('apply', '<remedy or plan id>', 'carry out the approved steps of a plan and verify each')
  add('verify', '<remedy or plan id>', 'read whether a plan, or a remedy everywhere, has had its effect')
  add('revert', '<plan id>', 'take a plan back, where the remedy can be taken back')
}

function addFixOptions(command: Command, approves: boolean): Command {
  addCommonOptions(command)
    .option('--host <id>', 'only this host, repeatable', list)
    .option('--format <format>', 'table, json', list)
    .option('--sample [name]', 'an embedded sample account: article, troubled or large')
  if (!approves) return command
  return command
    .option('--approve <what>', 'approve these steps: ids of steps, hosts or remedies, or all; repeatable', list)
    .option('-y, --yes', 'approve all steps of the plan')
}
