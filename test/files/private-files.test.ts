import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'

const folder = mkdtempSync(join(tmpdir(), 'private-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8)

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )
}

const HERE = { cwd: folder, env: { ...process.env, XDG_STATE_HOME: join(folder, 'state') } }

describe.runIf(process.platform !== 'win32')('what tells of an account is for its owner alone', () => {
  it.each([
    ['a snapshot', ['collect', '--sample'], 'account.json'],
    ['a plan', ['fix', 'plan', '--all', '--sample', 'troubled'], 'plan.json'],
  ])('%s, also where the file was there for all', async (_, argv, name) => {
    const file = join(folder, name)
    for (const before of [undefined, 0o644, 0o666]) {
      if (before !== undefined) {
        writeFileSync(file, 'old')
        chmodSync(file, before)
      }
      const { exitCode, stderr } = await runCli([...argv, '--out', name], HERE)
      expect([exitCode, modeOf(file)], stderr).toEqual([expect.any(Number), '600'])
      expect(statSync(file).size).toBeGreaterThan(100)
    }
  })

  it('plans that are kept, journals and names, also where they were there for all', async () => {
    const { PlanFolder } = await import('../../src/files/plan-folder.js')
    const { writeAuditedNames } = await import('../../src/files/audited-names.js')
    const names = { accountId: '123456789012', profile: '', regions: [], vpcs: [], hosts: [], databases: [] }
    const state = join(folder, 'kept')
    const store = new PlanFolder(state)
    const planId = 'plan-0123456789abcdef0123'
    const entry = { at: '2026-11-24T12:00:00.000Z', planId, stepId: 's', event: 'begun' as const }
    for (const again of [false, true]) {
      if (again) for (const file of filesBelow(state)) chmodSync(file, 0o644)
      if (again) writeFileSync(join(state, 'plans', `${planId}.json.tmp`), 'left by a crash', { mode: 0o644 })
      await store.save({ planId } as never)
      await store.record(entry)
      await writeAuditedNames({ XDG_STATE_HOME: state }, names)
      const modes = filesBelow(state).map(modeOf)
      expect(modes).toEqual(['600', '600', '600'])
    }
    expect(await store.journal(planId)).toEqual([entry, entry])
  })
})
