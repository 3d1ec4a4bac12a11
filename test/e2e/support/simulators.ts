import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { SIM_FOLDER, simAvailable } from './folder.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses of the simulated AWS, one for each worker. */
    simulators: string[]
  }
}

interface Simulator {
  url: string
  stop: () => Promise<void>
}

/** Starts a simulated AWS for each worker: one takes seconds to start, and seconds more until it has loaded every service. */
export default async function setup({ config, vitest, provide }: TestProject): Promise<() => Promise<void>> {
  const workers = simAvailable ? Number(config.maxWorkers ?? vitest.config.maxWorkers) : 0
  const simulators = await Promise.all(Array.from({ length: workers }, startSimulator))
  provide(
    'simulators',
    simulators.map(({ url }) => url),
  )
  return async () => {
    await Promise.all(simulators.map(({ stop }) => stop()))
  }
}

async function startSimulator(): Promise<Simulator> {
  const child = spawn(resolve(SIM_FOLDER, 'start'), ['--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const url = await new Promise<string>((found, failed) => {
    let output = ''
    const read = (chunk: Buffer) => {
      output += chunk
      const match = /aws-sim ready (\S+)/.exec(output)
      if (match?.[1]) found(match[1])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`the simulated AWS ended with ${code}: ${output}`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  return { url, stop }
}
