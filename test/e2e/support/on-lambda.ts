import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { REGION } from './sim.js'

/** What a run of a packaged handler gave. */
export interface Invoked<T> {
  answer: T
  /** Lines of the log that are JSON. */
  log: Record<string, unknown>[]
}

export const REQUEST_ID = '4f1c0000-aaaa-bbbb-cccc-000000000013'
const ARN = `arn:aws:lambda:${REGION}:123456789012:function:ssm-ready-dev-audit`

/** Lambda's side of a handler: loads it, invokes it once, and prints the answer last. */
const BOOTSTRAP = `
const [, file, event, milliseconds] = process.argv
const { handler } = await import(file)
const end = Date.now() + Number(milliseconds)
const context = {
  awsRequestId: '${REQUEST_ID}', invokedFunctionArn: '${ARN}', functionName: 'ssm-ready-dev-audit',
  getRemainingTimeInMillis: () => end - Date.now(),
}
// The process lives on, as on Lambda: what it sends off before its end arrives.
const told = await handler(JSON.parse(event), context).then((answer) => ({ answer }), ({ message }) => ({ message }))
process.stdout.write('\\nTOLD ' + JSON.stringify(told))
`

/** Runs a packaged handler in a process of its own, as on Lambda, with so many milliseconds left. */
export async function onLambda<T>(
  { folder, name, env }: { folder: string; name: string; env: Record<string, string> },
  event: object,
  milliseconds = 900_000,
): Promise<Invoked<T>> {
  const args = ['--input-type=module', '--eval', BOOTSTRAP, '--']
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...args, join(folder, `${name}.mjs`), JSON.stringify(event), String(milliseconds)],
    { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
  )
  const [before = '', told = ''] = stdout.split('\nTOLD ')
  const { answer, message } = JSON.parse(told)
  if (message !== undefined) throw new Error(message)
  const log = before.split('\n').filter((line) => line.startsWith('{'))
  return { answer, log: log.map((line) => JSON.parse(line)) }
}

/** A part of a trace, as the daemon is sent it. */
export interface TracePart {
  name: string
  trace_id: string
  id: string
  parent_id?: string
  annotations?: Record<string, unknown>
  fault?: boolean
  end_time?: number
}

/** Stands in for the X-Ray daemon that is beside each function. */
export async function xrayDaemon() {
  const parts: TracePart[] = []
  const socket = createSocket('udp4', (message) => {
    const [, body = '{}'] = String(message).split('\n')
    parts.push(JSON.parse(body))
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { parts, address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() }
}

/** What CloudWatch makes of the log, but of single checks: `service`, and `account` where it is one of the dimensions. */
export function metricsOf({ log }: Invoked<unknown>): Record<string, number> {
  const lines = log.filter((line) => '_aws' in line && !('check' in line))
  return Object.fromEntries(
    lines.flatMap((line) =>
      Object.entries(line).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    ),
  )
}
