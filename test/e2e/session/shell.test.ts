import { SSMClient } from '@aws-sdk/client-ssm'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { type InTerminal, startInTerminal, terminalAvailable } from '../support/in-terminal.js'
import { savePreferences } from '../support/preferences.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'

describe.skipIf(!simAvailable || !doubleAvailable || !terminalAvailable)('a shell on a host', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    const ssm = new SSMClient({ region: REGION, credentials: CREDENTIALS, endpoint: sim.url })
    await savePreferences(ssm, { kmsKeyId: '' })
    ssm.destroy()
  })
  afterEach(async () => {
    await double.stop()
  })
  const gateway = async (...options: string[]) => {
    double = await startDouble(['--shell-wait-ms', '0', ...options, '--upstream', sim.url, '--share-sessions'])
  }
  const inTerminal = () => startInTerminal(['connect', ids.instanceId], { double, sim })
  const piped = async (input: string, ...argv: string[]) => {
    const run = new StartedCli(['connect', ids.instanceId, ...argv], { double, sim, input: 'pipe' })
    run.input.end(input)
    return { run, exitCode: await run.ended }
  }
  const atPrompt = async (): Promise<InTerminal> => {
    const terminal = await inTerminal()
    await terminal.shows(/sh-5\.2\$ /)
    return terminal
  }
  const shellOf = async () => (await double.stats()).sessions[0]?.shell

  it('has the size of the window, follows it, hands Ctrl-C on, and ends with the shell', async () => {
    await gateway()
    const terminal = await atPrompt()
    terminal.type('stty size\r')
    await terminal.shows(/\n40 120\r/)
    await terminal.resize(100, 30)
    // The window may be seen between its two sides.
    await expect.poll(async () => (await shellOf())?.sizes.at(-1), { timeout: 10_000 }).toEqual({ cols: 100, rows: 30 })
    expect((await shellOf())?.sizes[0]).toEqual({ cols: 120, rows: 40 })
    terminal.type('sleep 600\r')
    await terminal.shows(/sleep 600/)
    terminal.type('\u0003')
    await terminal.shows(/\^C/)
    terminal.type('echo code $?\r')
    await terminal.shows(/\ncode 130\r/)
    terminal.type('exit\r')
    expect(await terminal.ended()).toEqual({ exitCode: 0, isRestored: true })
    const { counters, violations } = await double.stats()
    expect(counters).toMatchObject({ 'api.StartSession': 1, 'api.TerminateSession': 1 })
    expect(violations).toEqual([])
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('gives the terminal back and ends the session at %s', async (signal, exitCode) => {
    await gateway()
    const terminal = await atPrompt()
    await terminal.kill(signal)
    expect(await terminal.ended()).toEqual({ exitCode, isRestored: true })
    expect((await double.stats()).counters['api.TerminateSession']).toBe(1)
  })

  it("says AWS's words when the service ends the session, and gives the terminal back", async () => {
    const words = 'Your session timed out due to inactivity and has been terminated.'
    await gateway('--fault', `terminate:after-ms=2500,output=${words}`)
    const terminal = await atPrompt()
    expect(await terminal.ended()).toEqual({ exitCode: 2, isRestored: true })
    expect(terminal.shown()).toContain(words)
  })

  it('works as a pipe: runs its input, shows the answer, and ends', async () => {
    await gateway()
    const { run, exitCode } = await piped('echo one; sleep 1; echo $?\ncat\nfor cat\necho last')
    expect([exitCode, run.stderr.includes('ended')]).toEqual([0, false])
    expect(run.stdout).toMatch(/one\r\n\r?\n?0\r\nsh-5\.2\$ for cat\r\necho last\r\nsh-5\.2\$ exit\r\n$/)
    expect((await double.stats()).violations).toEqual([])
  })

  it.each([
    ['kill:at-bytes=20000'],
    ['kill:at-bytes=20000,side=agent'],
    ['drop:p=0.02'],
    ['not-ready:ms=500'],
    ['shell-handshake'],
    ['silent-duplicates', 'drop:p=0.02'],
  ])('loses nothing: %s', async (...faults) => {
    await gateway(...faults.flatMap((fault) => ['--fault', fault]))
    const { run, exitCode } = await piped('seq 1 5000\n')
    expect(exitCode).toBe(0)
    const lines = Array.from({ length: 5_000 }, (_, i) => `${i + 1}\r\n`).join('')
    expect(run.stdout).toContain(lines)
    expect((await double.stats()).violations).toEqual([])
  })

  describe('encrypted with AWS KMS', () => {
    const withKey = (...options: string[]) => gateway('--kms-key', ids.kmsKeyArn, ...options)

    it.each([[[]], [['kms-random']], [['complete-first']]])(
      'decrypts what the agent encrypts, and says so: %j',
      async (faults) => {
        await withKey(...faults.flatMap((fault) => ['--fault', fault]))
        const terminal = await atPrompt()
        expect(terminal.shown()).toContain('This session is encrypted using AWS KMS.')
        terminal.type('stty size; exit\r')
        await terminal.shows(/\n40 120\r/)
        expect(await terminal.ended()).toEqual({ exitCode: 0, isRestored: true })
        expect(await shellOf()).toMatchObject({ encrypted: true, sizes: [{ cols: 120, rows: 40 }] })
        expect((await double.stats()).violations).toEqual([])
      },
    )

    it('goes on over a drop', async () => {
      await withKey('--fault', 'kill:at-bytes=30000')
      const { run, exitCode } = await piped('seq 1 5000\n')
      expect([exitCode, run.stdout.includes('\n4999\r\n5000\r\n')]).toEqual([0, true])
      expect((await double.stats()).violations).toEqual([])
    })

    it.each([
      ['kms-challenge', "that this session's key does not open"],
      ['kms-garbled', "that this session's key does not open"],
      ['kms-decrypt', 'Fetching data key failed: .*AccessDeniedException'],
    ])('ends at once when the keys differ: %s', async (fault, words) => {
      await withKey('--fault', fault)
      const { run, exitCode } = await piped('echo secret\n')
      expect([exitCode, run.stdout]).toEqual([2, ''])
      expect(run.stderr).toMatch(new RegExp(`The session ended: .*${words}`))
      expect((await double.stats()).counters['api.TerminateSession']).toBe(1)
    })

    it('names the action that the caller may not perform', async () => {
      await withKey()
      const kind = 'denied'
      await sim.faults([{ service: 'kms', operation: 'GenerateDataKey', kind, code: 'AccessDeniedException' }])
      const { run, exitCode } = await piped('echo secret\n')
      await sim.clearFaults()
      expect(exitCode).toBe(2)
      expect(run.stderr).toMatch(/KMSEncryption failed on client .*GenerateDataKey/)
      expect(run.stderr).toContain('Your identity may not perform kms:GenerateDataKey')
    })
  })
})
