import { execFile, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import pLimit from 'p-limit'

export interface CliAnswer {
  code: number
  stderr: string
}

const SCRIPT = new URL('aws_cli.py', import.meta.url).pathname
const PYTHON = process.env['PYTHON'] ?? 'python3'
/** Version 2 of the AWS CLI brings a Python of its own. */
const inOneProcess = spawnSync(PYTHON, ['-c', 'import awscli']).status === 0

/** What the AWS CLI says of commands (without its name): in one process where it can be loaded, else in one for each. */
export const askAwsCli = (commands: readonly string[][], env: NodeJS.ProcessEnv): Promise<CliAnswer[]> =>
  inOneProcess ? asked(commands, env) : askedEach(commands, env)

async function asked(commands: readonly string[][], env: NodeJS.ProcessEnv): Promise<CliAnswer[]> {
  const running = promisify(execFile)(PYTHON, [SCRIPT], { env, maxBuffer: 64 * 1024 * 1024 })
  running.child.stdin?.end(JSON.stringify(commands))
  return JSON.parse((await running).stdout)
}

async function askedEach(commands: readonly string[][], env: NodeJS.ProcessEnv): Promise<CliAnswer[]> {
  const limit = pLimit(2)
  const run = async (words: string[]): Promise<CliAnswer> => {
    const child = execFile('aws', words, { env })
    const ended = new Promise<number>((done) => child.once('close', (code) => done(code ?? -1)))
    const stderr = child.stderr ? await text(child.stderr) : ''
    return { code: await ended, stderr }
  }
  return Promise.all(commands.map((words) => limit(() => run(words))))
}
