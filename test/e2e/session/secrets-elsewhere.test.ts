import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateDBInstanceCommand, ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { argumentsBelow } from '../support/processes.js'
import { type Recording, recordAnswers } from '../support/recording.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'

const PASSWORD = 'password-canary-88'
const MYSQL = 'jump-mysql'
const STARTED = 'the-client-has-started'

/** Beside what a session says: lists of processes, lines to paste, and files. */
describe.skipIf(!simAvailable || !doubleAvailable)('where no secret of a connection turns up', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let api: Recording
  let folder: string
  let running: StartedCli | undefined
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-secrets-'))
    const rds = new RDSClient({ region: REGION, credentials: CREDENTIALS, endpoint: sim.url })
    const signed = { EnableIAMDatabaseAuthentication: true, ApplyImmediately: true }
    await rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: ids.dbInstanceId, ...signed }))
    await rds.send(
      new CreateDBInstanceCommand({
        ...{ DBInstanceIdentifier: MYSQL, Engine: 'mysql', DBInstanceClass: 'db.t3.micro', AllocatedStorage: 20 },
        ...{ MasterUsername: 'app', MasterUserPassword: PASSWORD, DBSubnetGroupName: ids.dbSubnetGroup },
        ...{ VpcSecurityGroupIds: [ids.auroraSecurityGroupId], EnableIAMDatabaseAuthentication: true },
        PubliclyAccessible: false,
      }),
    )
    rds.destroy()
    // Says that it is there and what it was given, then stays for a moment.
    const script = `#!/bin/sh\necho ${STARTED} "$@"\necho "handed: $PGPASSWORD$MYSQL_PWD"\nexec /bin/sleep 3\n`
    for (const name of ['mysql', 'mariadb', 'psql', 'session-manager-plugin', 'aws']) {
      await writeFile(join(folder, name), script)
      await chmod(join(folder, name), 0o755)
    }
    return () => rm(folder, { recursive: true })
  })
  afterEach(async () => {
    await running?.stop('SIGKILL')
    running = undefined
    api.stop()
    await double.stop()
  })
  const start = async (argv: string[], env: Record<string, string> = {}) => {
    const greetings = ['--greeting', 'postgres', '--greeting', 'mysql']
    double = await startDouble([...greetings, '--upstream', sim.url, '--share-sessions'])
    api = await recordAnswers(double.url)
    const more = { AWS_ENDPOINT_URL_SSM: api.url, PATH: `${folder}:/usr/bin:/bin`, DEBUG: '*', ...env }
    const [command = '', ...rest] = argv
    running = new StartedCli([command, '--verbose', ...rest], { double, sim, env: more, cwd: folder })
    return running
  }
  const tokens = () => {
    const values = api.values('TokenValue')
    expect(values.length).toBeGreaterThan(0)
    return [...values, CREDENTIALS.secretAccessKey]
  }
  const holdsNone = (text: string, secrets: readonly string[]) => {
    expect(text.length).toBeGreaterThan(0)
    for (const secret of secrets) expect(text).not.toContain(secret)
  }

  it.each(['psql', 'mysql', 'mariadb'])('a list of processes: %s is handed an IAM token', async (client) => {
    const database = client === 'psql' ? ids.dbInstanceId : MYSQL
    const cli = await start(['connect', database, '--', client], { SSM_READY_USER: 'reporting' })
    await cli.prints(new RegExp(STARTED))
    const [, token = ''] = await cli.prints(/handed: (\S+)\n/)
    const [, signature = ''] = /X-Amz-Signature=(\w+)/.exec(token) ?? []
    expect(signature).toHaveLength(64)
    const shown = argumentsBelow(cli.pid)
    // The script, or what it became.
    expect(shown).toMatch(/\/bin\/sleep 3|\/(psql|mysql|mariadb|session-manager-plugin) /)
    holdsNone(shown, [...tokens(), signature])
    await cli.ended
    const [said = ''] = cli.stdout.split('\n')
    holdsNone(said + cli.stderr, [...tokens(), signature])
  })

  it('a list of processes: somebody has set a password', async () => {
    const cli = await start(['connect', MYSQL, '--', 'mysql'], { MYSQL_PWD: PASSWORD })
    await cli.prints(new RegExp(`handed: ${PASSWORD}`))
    holdsNone(argumentsBelow(cli.pid), [...tokens(), PASSWORD])
    await cli.ended
    const [said = ''] = cli.stdout.split('\n')
    holdsNone(said + cli.stderr, [PASSWORD])
  })

  it('a list of processes: the session plugin is handed a session', async () => {
    const cli = await start(['connect', ids.dbInstanceId, '--with', 'plugin'])
    await cli.prints(new RegExp(STARTED))
    const shown = argumentsBelow(cli.pid)
    // The script, or what it became.
    expect(shown).toMatch(/\/bin\/sleep 3|\/(psql|mysql|mariadb|session-manager-plugin) /)
    holdsNone(shown, tokens())
    await cli.ended
    holdsNone(cli.stdout + cli.stderr, tokens())
  })

  it.each(['psql', 'mysql'])("lines to paste, and so a shell's history: %s", async (client) => {
    const cli = await start(['connect', client === 'psql' ? ids.dbInstanceId : MYSQL], {
      PGPASSWORD: PASSWORD,
      MYSQL_PWD: PASSWORD,
    })
    await cli.says(/Ctrl-C ends the session/)
    await cli.prints(/generate-db-auth-token/)
    holdsNone(argumentsBelow(cli.pid), [...tokens(), PASSWORD])
    await cli.stop()
    holdsNone(cli.stdout + cli.stderr, [...tokens(), PASSWORD, 'X-Amz-Signature'])
  })

  it.each([
    [['audit', '--probe', '--format', 'json,html,markdown', '--out', 'out', '--fail-on', 'none']],
    [['collect', '--probe', '--out', 'snapshot.json']],
  ])('files: %j', async (argv) => {
    const state = await mkdtemp(join(folder, 'state-'))
    const cli = await start(argv, { XDG_STATE_HOME: state, PGPASSWORD: PASSWORD })
    expect(await cli.ended, cli.stderr).toBe(0)
    const files = await readdir(folder, { recursive: true, withFileTypes: true })
    const written = files.filter((file) => file.isFile() && /\.(json|html|md)$/.test(file.name))
    expect(written.length).toBeGreaterThan(1)
    for (const { parentPath, name } of written)
      holdsNone(await readFile(join(parentPath, name), 'utf8'), [...tokens(), PASSWORD])
    holdsNone(`${cli.stdout}${cli.stderr}.`, [...tokens(), PASSWORD])
  })
})
