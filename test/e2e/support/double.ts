import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'

/** Beside the project, unless `SSM_READY_GATEWAY_DOUBLE` names its folder. */
const FOLDER = resolve(process.env['SSM_READY_GATEWAY_DOUBLE'] ?? '../shared/gateway-double')
export const doubleAvailable = existsSync(resolve(FOLDER, 'start'))

export interface DoubleStats {
  counters: Record<string, number>
  violations: unknown[]
  sessions: { id: string; shell?: { encrypted: boolean; typed: string; sizes: unknown[] } }[]
}

/** The message gateway and the agents behind it, on loopback. */
export interface Double {
  /** For `AWS_ENDPOINT_URL_SSM`. */
  url: string
  caFile: string | undefined
  stats: () => Promise<DoubleStats>
  /** Ends it at once, or as it would end by itself. */
  stop: (signal?: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP') => Promise<void>
}

/** Starts a gateway with these options of its command. */
export async function startDouble(options: readonly string[]): Promise<Double> {
  const child = spawn(resolve(FOLDER, 'start'), [...options], { stdio: ['pipe', 'pipe', 'pipe'] })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const line = await new Promise<string>((found, failed) => {
    let output = ''
    const read = (chunk: Buffer) => {
      output += chunk
      const [first = ''] = output.split('\n').filter((each) => each.startsWith('{'))
      if (first.endsWith('}')) found(first)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`the gateway ended with ${code}: ${output}`)))
  })
  const told = JSON.parse(line) as { AWS_ENDPOINT_URL_SSM: string; caFile?: string; stats: string }
  return {
    url: told.AWS_ENDPOINT_URL_SSM,
    caFile: told.caFile,
    stats: async () => JSON.parse(await textAt(told.stats, told.caFile)) as DoubleStats,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      await exited
    },
  }
}

/** @param caFile of a double with TLS */
async function textAt(url: string, caFile: string | undefined): Promise<string> {
  if (caFile === undefined) return (await fetch(url)).text()
  const request = get(url, { ca: readFileSync(caFile), agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return text(response)
}
