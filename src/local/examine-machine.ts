import { existsSync } from 'node:fs'
import type { DoctorLine } from '../model/doctor.js'
import type { Env } from '../model/env.js'
import { installLine, judgePlugin } from './plugin.js'
import { findProgram, versionText } from './programs.js'

const CLI_FLOOR = [1, 16, 12] as const
const CLI_INSTALL = 'see https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html'

/** What this machine needs to start sessions, apart from AWS: the AWS CLI, the plugin, proxies. */
export async function examineMachine(env: Env): Promise<DoctorLine[]> {
  return [await awsCli(env), await plugin(env), proxies(env)]
}

async function awsCli(env: Env): Promise<DoctorLine> {
  const id = 'aws-cli'
  const program = await findProgram('aws', env)
  if (program === undefined)
    return {
      id,
      status: 'warn',
      reason: 'not-installed',
      message: 'The AWS CLI is not on PATH: connect works without it, the printed aws commands need it.',
      fix: CLI_INSTALL,
    }
  const version = await versionText(program, env)
  if ('failure' in version)
    return {
      id,
      status: 'unknown',
      reason: 'does-not-run',
      message: `aws --version failed: ${version.failure}.`,
      fix: CLI_INSTALL,
    }
  const parts = /aws-cli\/(\d+)\.(\d+)\.(\d+)/.exec(version.text)?.slice(1).map(Number)
  if (parts === undefined)
    return {
      id,
      status: 'unknown',
      reason: 'version-unreadable',
      message: `aws --version prints ${JSON.stringify(version.text)}.`,
    }
  const shown = `AWS CLI ${parts.join('.')}`
  const [major = 0] = parts
  if (olderThan(parts, CLI_FLOOR))
    return {
      id,
      status: 'fail',
      reason: 'too-old',
      message: `${shown} is older than 1.16.12, the first with Session Manager.`,
      fix: CLI_INSTALL,
    }
  if (major < 2)
    return {
      id,
      status: 'warn',
      reason: 'version-1',
      message: `${shown} works; version 2 is current.`,
      fix: CLI_INSTALL,
    }
  return { id, status: 'pass', reason: 'installed', message: `${shown} is installed.` }
}

function olderThan(parts: readonly number[], floor: readonly number[]): boolean {
  const at = floor.findIndex((value, i) => (parts[i] ?? 0) !== value)
  return at >= 0 && (parts[at] ?? 0) < (floor[at] ?? 0)
}

async function plugin(env: Env): Promise<DoctorLine> {
  const install = installLine(process.platform, process.arch, existsSync('/usr/bin/dpkg'))
  const id = 'session-manager-plugin'
  const program = await findProgram(id, env)
  if (program === undefined)
    return {
      id,
      status: 'warn',
      reason: 'not-installed',
      message: 'session-manager-plugin is not on PATH: connect works without it, aws ssm start-session needs it.',
      fix: install,
    }
  const version = await versionText(program, env)
  if ('failure' in version)
    return {
      id,
      status: 'unknown',
      reason: 'does-not-run',
      message: `session-manager-plugin --version failed: ${version.failure}.`,
      fix: install,
    }
  return judgePlugin(version.text, install)
}

function proxies(env: Env): DoctorLine {
  const set = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter((name) => (env[name] ?? '') !== '')
  if (set.length === 0) return { id: 'proxy', status: 'pass', reason: 'none', message: 'No proxy variable is set.' }
  return {
    id: 'proxy',
    status: 'warn',
    reason: 'proxy-set',
    message: `${set.join(', ')} is set: sessions need a proxy that passes WebSockets to ssmmessages; one that re-signs TLS must be trusted (NODE_EXTRA_CA_CERTS).`,
    fix: 'set NO_PROXY for the AWS endpoints, if they can be reached directly',
  }
}
