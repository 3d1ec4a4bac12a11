import { spawnSync } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diagnosticsScript, readDiagnostics } from '../../src/app/probe/diagnostics-script.js'
import { dialScript, readDial } from '../../src/app/probe/dial-script.js'

const END = { status: 'Success', exitCode: 0, stdout: '', stderr: '' }

describe('the dial of a host itself', () => {
  let server: Server
  let port: number
  beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => server.once('listening', done))
    const address = server.address()
    port = typeof address === 'object' && address ? address.port : 0
  })
  afterAll(() => server.close())

  /** As the agent runs a script on Linux. */
  const run = (host: string, to: number) => {
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', (dialScript('Linux', host, to) ?? []).join('\n')])
    const end = { ...END, status: status === 0 ? 'Success' : 'Failed', exitCode: status ?? -1 }
    return readDial({ ...end, stdout: String(stdout), stderr: String(stderr) }, 77)
  }

  it('opens a port that is open, and says how long it took', () => {
    const { outcome, latencyMs = Number.NaN } = run('127.0.0.1', port)
    expect(outcome).toBe('answered')
    expect(latencyMs).toBeGreaterThanOrEqual(0)
    expect(latencyMs).toBeLessThan(5_000)
  })

  it('is refused where nobody listens', () => {
    expect(run('127.0.0.1', 1)).toMatchObject({ outcome: 'refused', words: expect.stringContaining('refused') })
  })

  it.each([
    ['a name with a command in it', '$(reboot)', 5432],
    ['a name with a quote in it', "x'; reboot; '", 5432],
    ['a name with a path in it', 'x/../../etc', 5432],
    ['no name', '', 5432],
    ['no port', 'db.internal', 0],
  ])('is not made to %s', (_, host, to) => {
    expect([dialScript('Linux', host, to), dialScript('Windows', host, to)]).toEqual([undefined, undefined])
  })

  it('names host and port to Windows, too', () => {
    expect(dialScript('Windows', 'db.internal', 1433)?.join('\n')).toContain("ConnectAsync('db.internal', 1433)")
  })

  it.each([
    ['opened', { stdout: 'open\n' }, { outcome: 'answered', latencyMs: 77 }],
    ['opened, as the host reckons', { stdout: 'took 4 ms\n', elapsedMs: 90 }, { outcome: 'answered', latencyMs: 4 }],
    ['ended by timeout', { status: 'Failed', exitCode: 124 }, { outcome: 'silent' }],
    ['timed out', { status: 'Failed', exitCode: 1, stderr: 'timed out\n' }, { outcome: 'silent' }],
    ['refused on Windows', { status: 'Failed', exitCode: 1, stdout: 'ConnectionRefused' }, { outcome: 'refused' }],
    [
      'without a name',
      { status: 'Failed', exitCode: 1, stderr: 'bash: db.internal: Name or service not known' },
      { outcome: 'refused' },
    ],
    [
      'without bash',
      { status: 'Failed', exitCode: 127, stderr: "timeout: failed to run command 'bash': No such file" },
      { outcome: 'failed', step: 'dial' },
    ],
    ['with another error', { status: 'Failed', exitCode: 1 }, { outcome: 'failed', words: 'exit code 1' }],
    ['that never ran', { status: 'Undeliverable', exitCode: -1 }, { outcome: 'failed', step: 'start' }],
    ['that ran out of time', { status: 'ExecutionTimedOut', exitCode: 0 }, { outcome: 'failed' }],
  ])('reads a dial %s', (_, end, expected) => {
    expect(readDial({ ...END, ...end }, 77)).toMatchObject(expected)
  })
})

describe("the agent's own diagnosis", () => {
  const answer = (checks: unknown) => ({
    ...END,
    stdout: `warning\n${JSON.stringify({ DiagnosticsOutput: checks })}\n`,
  })

  it('keeps the notes of what failed, and no others: they may hold a password', () => {
    const read = readDiagnostics(
      answer([
        { Check: 'Proxy configuration', Status: 'Success', Note: 'https_proxy: http://me:secret@proxy' },
        { Check: 'Connectivity to ssm endpoint', Status: 'Failed', Note: 'not reachable' },
      ]),
    )
    expect(read).toEqual({
      checks: [
        { check: 'Proxy configuration', status: 'Success' },
        { check: 'Connectivity to ssm endpoint', status: 'Failed', note: 'not reachable' },
      ],
    })
  })

  it('tells what failed for want of AWS STS alone', () => {
    const credentials = (Note: string) =>
      readDiagnostics(answer([{ Check: 'AWS Credentials', Status: 'Failed', Note }])).checks[0]?.stsAlone
    expect(['STS call timed out', 'EC2RoleRequestError: no role'].map(credentials)).toEqual([true, undefined])
  })

  it.each([
    ['nothing', { stdout: '' }],
    ['something else', { stdout: 'ssm-cli: command not found' }],
    ['half of it', { stdout: '{"DiagnosticsOutput":[{"Check":"EC2 IM' }],
    ['a list that is none', answer('x')],
    ['an empty list', answer([])],
    ['an entry that is none', answer([{ Check: 'EC2 IMDS', Status: 'Success' }, { Check: 1 }])],
  ])('takes %s for no diagnosis', (_, end) => {
    expect(readDiagnostics({ ...END, ...end })).toMatchObject({ checks: [], words: expect.stringMatching(/^Success/) })
  })

  it('is asked for where the packages put it', () => {
    expect(diagnosticsScript('Linux').join('\n')).toContain('/snap/amazon-ssm-agent/current/ssm-cli get-diagnostics')
    expect(diagnosticsScript('Windows').join('\n')).toContain('Amazon\\SSM\\ssm-cli.exe" get-diagnostics')
  })
})
