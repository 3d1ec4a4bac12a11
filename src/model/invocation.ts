/** How this program was started, and what every further command has to say again. */
export interface Invocation {
  /** The words that start it: `ssm-ready`, or `npx ssm-ready`. */
  program: readonly [string, ...string[]]
  profile?: string
  /** An embedded sample account: nobody can be connected to there. */
  sample?: string
  /** A file that takes the place of an account. */
  snapshot?: string
  /** The config file, where one was named. */
  config?: string
}

export const PLAIN_INVOCATION: Invocation = { program: ['ssm-ready'] }
