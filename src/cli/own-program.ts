import type { Env } from '../model/env.js'
import type { OwnProgram } from '../render/types.js'
import type { AccountOptions } from './options.js'

/** How a command has to be written that the reader of this run's output is to paste. */
export function ownProgram(env: Env, { sample, snapshot, profile, config }: Partial<AccountOptions>): OwnProgram {
  return {
    program: env['npm_command'] === 'exec' ? ['npx', 'ssm-ready'] : ['ssm-ready'],
    account: [
      ...(sample === undefined ? [] : ['--sample', ...(sample === true ? [] : [sample])]),
      ...(snapshot === undefined ? [] : ['--snapshot', snapshot]),
      ...(profile === undefined ? [] : ['--profile', profile]),
      ...(config === undefined ? [] : ['--config', config]),
    ],
    sample: sample !== undefined || snapshot !== undefined,
  }
}
