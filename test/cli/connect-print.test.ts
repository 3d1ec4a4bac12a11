import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from '../support/cli.js'
import { BARE, useOutFolder } from '../support/out-folder.js'

const here = useOutFolder()

it('connect --print says why one endpoint is not enough, and keeps within the terminal', async () => {
  const { vpcs } = await here.reportOf(['--sample', 'troubled'])
  const { vpcId } = vpcs.find(({ name }) => name === 'orders') ?? {}
  const targets = [{ name: 'events', host: 'localhost', port: 9092, engine: 'kafka', vpcId }]
  await writeFile(join(here.folder, 'ssm-ready.config.json'), JSON.stringify({ targets }))
  for (const name of ['events', 'orders-db']) {
    const argv = ['connect', name, '--sample', 'troubled', '--print']
    const { exitCode, stdout, stderr } = await runCli(argv, { cwd: here.folder, env: BARE, terminal: true })
    expect([exitCode, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^aws ssm start-session /)])
    expect(stderr).toContain('through orders-jump-')
    // Progress is wiped away.
    const lines = stderr.split('\n').map((line) => line.split('\u001b[2K').at(-1) ?? '')
    expect(lines.filter((line) => line.length > 100)).toEqual([])
    expect(stderr.includes('* Kafka: a broker sends a client on')).toBe(name === 'events')
  }
})
