import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSampleAccount } from '../../src/app/index.js'
import { clientOf } from '../../src/app/session/run-client.js'
import type { Database } from '../../src/model/database.js'
import type { ShellCommand } from '../../src/model/shell-command.js'
import { type FakePrograms, fakePrograms } from '../support/fake-programs.js'

const DATABASE: Database = {
  ...{ databaseId: 'docs', kind: 'docdb', engine: 'docdb', region: 'eu-west-1', status: 'available' },
  ...{ endpoint: 'docs.cluster-c1.eu-west-1.docdb.amazonaws.com', port: 27_017, masterUsername: 'app' },
  ...{ securityGroups: [], iamAuthentication: false },
}
const BUNDLE = 'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem'

describe('mongosh after --', async () => {
  const account = await openSampleAccount('article', [])
  let programs: FakePrograms
  let folder: string
  beforeEach(async () => {
    programs = await fakePrograms()
    await programs.make('mongosh')
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-mongosh-'))
  })
  afterEach(async () => {
    await programs.clean()
    await rm(folder, { recursive: true })
  })
  const run = async (args: string[] = [], shell: keyof ShellCommand = 'bash') => {
    const said: string[] = []
    const client = await clientOf({
      ...{ command: ['mongosh', ...args], database: DATABASE, account, cwd: folder, shell, stdinIsTerminal: false },
      env: { PATH: programs.path, HOME: folder },
      say: (sentence) => said.push(sentence),
    })
    expect(await client(15_432)).toBe(0)
    const [argv = []] = await programs.runs('mongosh')
    return { said: said.join('\n'), argv: argv.join(' ') }
  }

  it('verifies the certificate with the bundle of RDS that is in the folder', async () => {
    await writeFile(join(folder, 'global-bundle.pem'), 'x')
    const { said, argv } = await run(['shop'])
    expect(said).toBe('')
    expect(argv).toMatch(
      /mongodb:\/\/app@127\.0\.0\.1:15432\/shop\?tls=true&.*authSource=admin --tlsCAFile \S+bundle\.pem$/,
    )
  })

  it('says how to get the bundle where it is missing, in words of the shell', async () => {
    const { said } = await run()
    expect(said).toBe(
      `global-bundle.pem is not in this folder (curl -fsSO ${BUNDLE}), and without it mongosh refuses the certificate of docs`,
    )
    expect((await run([], 'powershell')).said).toContain(`(curl.exe -fsSO ${BUNDLE})`)
  })

  it.each(['--tlsCAFile=own.pem', '--tlsAllowInvalidCertificates'])(
    'says nothing where somebody said %s',
    async (option) => {
      expect((await run([option])).said).toBe('')
    },
  )
})
