import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { type Recording, recordAnswers } from '../support/recording.js'
import { type ArticleIds, CREDENTIALS, freshSim, type Sim, simAvailable } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'

describe.skipIf(!simAvailable || !doubleAvailable)('what no session shows, whatever becomes of it', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let api: Recording
  let kms: Recording
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
  })
  afterEach(async () => {
    api.stop()
    kms.stop()
    await double.stop()
  })
  const start = async (options: string[], argv: (ids: ArticleIds) => string[]) => {
    double = await startDouble([
      ...['--shell-wait-ms', '0', '--greeting', 'ssh', '--greeting', 'postgres', ...options],
      ...['--upstream', sim.url, '--share-sessions'],
    ])
    api = await recordAnswers(double.url)
    kms = await recordAnswers(sim.url)
    const env = { AWS_ENDPOINT_URL_SSM: api.url, AWS_ENDPOINT_URL_KMS: kms.url, DEBUG: '*', NODE_DEBUG: '' }
    return new StartedCli([...argv(ids), '--verbose'], { double, sim, env, input: 'pipe' })
  }
  const shell = ({ instanceId }: ArticleIds) => ['connect', instanceId]
  const proxy = ({ instanceId }: ArticleIds) => ['proxy', instanceId, '22']
  const tunnel = ({ dbInstanceId }: ArticleIds) => ['connect', dbInstanceId, '--no-reconnect']

  it.each([
    ['a shell', [], shell],
    ['a shell that cannot be decrypted', ['kms-garbled'], shell],
    ['a shell whose agent may not decrypt', ['kms-decrypt'], shell],
    ['a shell that drops', ['kill:after-ms=300'], shell],
    ['a connection that is refused', ['refuse-upgrade'], shell],
    ['a token that came too late', ['token-expired'], proxy],
    ['a session that cannot be taken up again', ['kill:after-ms=300', 'no-resume'], proxy],
    ['a proxy', [], proxy],
    ['a tunnel whose session ends', ['terminate:after-ms=1500,output=over'], tunnel],
  ])('%s: neither token nor data key', async (_, faults, argv) => {
    const run = await start(
      faults.flatMap((fault) => ['--fault', fault]),
      argv,
    )
    run.input.write('echo $?\n')
    const leave = setTimeout(() => run.input.end(), 3_000)
    await run.ended
    clearTimeout(leave)
    const keys = kms.values('Plaintext')
    const tokens = api.values('TokenValue')
    expect(tokens.length).toBeGreaterThan(0)
    expect(keys.length).toBe(argv === shell && faults[0] !== 'refuse-upgrade' ? 1 : 0)
    const secrets = [...tokens, ...keys, ...keys.map((key) => Buffer.from(key, 'base64').toString('hex'))]
    for (const secret of [...secrets, CREDENTIALS.secretAccessKey])
      expect(run.stdout + run.stderr).not.toContain(secret)
  })
})
