import type { Env } from '../model/env.js'
import type { Invocation } from '../model/invocation.js'
import type { AccountOptions } from './options.js'

/** How to start this program again about the same account. */
export function invocationOf({ profile, sample, snapshot, config }: Partial<AccountOptions>, env: Env): Invocation {
  return {
    program: programOf(env),
    ...(profile !== undefined && { profile }),
    ...(sample !== undefined && { sample: sample === true ? 'article' : sample }),
    ...(snapshot !== undefined && { snapshot }),
    ...(config !== undefined && { config }),
  }
}

const RUNNERS = new Map<string, Invocation['program']>([
  ['npm', ['npx', 'ssm-ready']],
  ['pnpm', ['pnpm', 'dlx', 'ssm-ready']],
  ['yarn', ['yarn', 'dlx', 'ssm-ready']],
  ['bun', ['bunx', 'ssm-ready']],
])

/**
 * The words that started this program. A package manager says in the environment what it runs; everything that it
 * starts inherits that, so it counts only where this program is what was run.
 * @see https://docs.npmjs.com/cli/using-npm/scripts#environment
 */
function programOf(env: Env): Invocation['program'] {
  const runs = env['npm_lifecycle_script'] ?? ''
  const [manager = ''] = (env['npm_config_user_agent'] ?? (env['npm_execpath'] === undefined ? '' : 'npm')).split('/')
  return (/\bssm-ready\b/.test(runs) ? RUNNERS.get(manager) : undefined) ?? ['ssm-ready']
}
