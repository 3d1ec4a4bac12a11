import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'

const SAMPLE = ['--sample', '--format', 'json']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssm-ready-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The one sentence on stderr. Nothing else may have been said, and no stack been shown. */
async function refusal(argv: readonly string[], env?: Record<string, string>): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(argv, { cwd: folder, ...(env && { env }) })
  expect(exitCode, stderr).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^ssm-ready: [^\n]+\n$/)
  expect(stderr).not.toMatch(/\n\s+at |\[object|ZodError/)
  return stderr
}

describe('usage', () => {
  it.each([
    [
      'a user without --ssh',
      ['connect', 'orders-jump-a', '--os-user', 'x', '--print', '--sample'],
      ['--os-user', '--ssh'],
    ],
    ['streams of SSH', ['connect', 'orders-jump-a', '--ssh', '--streams', '2'], ['--streams', '--ssh']],
    ['streams of the plugin', ['connect', 'orders-db', '--with', 'plugin', '--streams', '2'], ['--streams', '--with']],
    ['unknown flag', ['audit', '--sampel'], ['--sampel', '--sample']],
    ['unknown command', ['audti'], ['audti', 'audit']],
    ['unknown action of fix', ['fix', 'aply', 'x'], ['aply', 'apply']],
    ['unknown check', ['audit', ...SAMPLE, '--check', 'vpc-dsn'], ['vpc-dsn', 'vpc-dns']],
    ['unknown excluded check', ['audit', ...SAMPLE, '--exclude-check', 'host-keyles'], ['host-keyles', 'host-keyless']],
    ['unknown format', ['audit', '--sample', '--format', 'jsn'], ['--format', 'jsn', '(did you mean json?)']],
    ['unknown fail-on', ['audit', '--sample', '--fail-on', 'block'], ['--fail-on', 'block', '(did you mean blocked?)']],
    ['unknown sample', ['audit', '--sample', 'articel'], ['--sample', 'articel', '(did you mean article?)']],
    ['several formats without --out', ['audit', '--sample', '--format', 'json', '--format', 'csv'], ['--out']],
    ['a list of formats without --out', ['audit', '--sample', '--format', 'json,csv'], ['--out']],
    ['an empty value in a list', ['audit', '--sample', '--check', 'vpc-dns,'], ['--check']],
    ['two sources', ['audit', '--snapshot', 'x.json', '--sample'], ['--snapshot', '--sample']],
    ['a snapshot and a region', ['audit', '--snapshot', 'x.json', '--region', 'eu-west-1'], ['--snapshot', '--region']],
    ['a region that the sample has not', ['audit', '--sample', '--region', 'us-east-1'], ['us-east-1', 'eu-west-1']],
    ['a region that no host can have', ['audit', '--region', 'EU_West_1'], ['"EU_West_1"', 'did you mean eu-west-1?']],
    ['a region that is none', ['audit', '--region', '../x'], ['"../x"']],
    ['policy: nearly a kind', ['policy', 'operatr', '--sample'], ['operatr', 'did you mean operator?']],
    ['completion: unknown shell', ['completion', 'bsh'], ['bsh', 'did you mean bash?']],
    ['a VPC that is not there', ['audit', ...SAMPLE, '--vpc', 'vpc-0123'], ['vpc-0123']],
    ['a host that is not there', ['audit', ...SAMPLE, '--host', 'i-0123'], ['i-0123']],
    ['explain: nothing named', ['explain'], ['host', 'database', 'VPC']],
    ['an empty path', ['audit', '--sample', '--out', ''], ['--out', 'expected a path']],
    ['completion: no shell', ['completion'], ['bash, zsh, fish, powershell']],
    ['a beginning of a name', ['audit', '--sample', 'troubled', '--vpc', 'legac'], ['did you mean legacy?']],
    ['a VPC unlike any', ['audit', '--sample', 'troubled', '--vpc', 'zzzzzzz'], ['there are ', 'legacy']],
    [
      'a misspelt beginning of a long name',
      ['explain', 'data-jump-a', 'data-ledgr', '--sample', 'troubled'],
      ['did you mean data-ledger-oracle?'],
    ],
    ['explain: no such host', ['explain', 'jump-host-', '--sample'], ['jump-host-', 'jump-host-a']],
    ['explain: no such database', ['explain', 'jump-host-a', 'app-d', '--sample'], ['app-d', 'database']],
    ['explain: unknown format', ['explain', 'jump-host-a', '--sample', '--format', 'xml'], ['--format', 'xml', 'json']],
    ['checks: unknown format', ['checks', '--format', 'xml'], ['--format', 'xml']],
    ['connect: a sample without --print', ['connect', 'app', '--sample'], ['--sample', '--print']],
    ['connect: no such database', ['connect', 'nope', '--sample', '--print'], ['nope']],
    ['collect without --out', ['collect', '--sample'], ['--out']],
    ['policy: unknown kind', ['policy', 'admin', '--sample'], ['admin', 'instance', 'operator']],
    ['fix: unknown remedy', ['fix', 'plan', 'update-agnt', '--sample'], ['update-agnt', 'update-agent']],
    ['fix: no plan id', ['fix', 'verify', 'plan-1', '--sample'], ['plan-1']],
    ['fix: unknown plan', ['fix', 'revert', 'plan-0123456789abcdef0123', '--sample'], ['plan-0123456789abcdef0123']],
  ])('%s', async (_, argv, mentions) => {
    const said = await refusal(argv)
    for (const mention of mentions) expect(said).toContain(mention)
  })

  it.each(['abc', '0', '65536', '-1', '1.5', '', ' ', '0x10', '1e3'])('--local-port %j', async (port) => {
    expect(await refusal(['connect', 'x', '--sample', '--print', `--local-port=${port}`])).toContain('--local-port')
  })

  it('shows the stack with --verbose alone', async () => {
    const { exitCode, stdout, stderr } = await runCli(['audit', '--sample', '--check', 'nope', '--verbose'])
    expect(exitCode).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^ssm-ready: .*"nope".*\n(.*\n)*\s+at /)
  })
})

describe('profiles', () => {
  const files = async (config: string, credentials: string) => {
    const env = { AWS_CONFIG_FILE: join(folder, 'aws-config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws-keys') }
    await writeFile(env.AWS_CONFIG_FILE, config)
    await writeFile(env.AWS_SHARED_CREDENTIALS_FILE, credentials)
    return env
  }

  it.each([
    ['of the config file', '[profile prod]\nregion = eu-west-1\n[profile test]\n', ''],
    ['of the credentials file', '[default]\n', '[prod]\n'],
    ['with quotes and a comment', '[profile "prod"] # the real one\n', ''],
  ])('%s are suggested', async (_, config, credentials) => {
    const env = await files(config, credentials)
    const said = 'ssm-ready: No profile prd: did you mean prod?\n'
    expect(await refusal(['audit', '--profile', 'prd'], env)).toBe(said)
    expect(await refusal(['connect', 'x', '--profile', 'prd'], env)).toBe(said)
    expect(await refusal(['audit'], { ...env, AWS_PROFILE: 'prd' })).toBe(said)
  })

  it('are listed where none is near', async () => {
    const env = await files('[profile prod]\n[profile test]\n[sso-session corp]\n', '')
    expect(await refusal(['audit', '--profile', 'warehouse'], env)).toContain('there are prod, test')
    const nowhere = { AWS_CONFIG_FILE: join(folder, 'none'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') }
    expect(await refusal(['audit', '--profile', 'x'], nowhere)).toContain('config and credentials files have none')
  })
})

describe('files', () => {
  const written = async (name: string, content: string) => {
    await writeFile(join(folder, name), content)
    return name
  }

  it.each([
    ['no such file', undefined, ['no such file']],
    ['no JSON', '{', ['valid JSON']],
    ['a list', '[]', ['expected object', 'array']],
    ['a field missing', '{"schemaVersion":1}', ['expected']],
    ['another version', '{"snapshotVersion":99}', ['snapshotVersion', 'expected 1']],
    ['a report', '{"schemaVersion":1,"findings":[]}', ['is a report', '--previous', 'ssm-ready collect --out FILE']],
  ])('--snapshot: %s', async (_, content, mentions) => {
    const name = content === undefined ? 'missing.json' : await written('snapshot.json', content)
    const said = await refusal(['audit', '--snapshot', name])
    for (const mention of [name, ...mentions]) expect(said).toContain(mention)
  })

  it('--snapshot: a field of the wrong type, deep inside', async () => {
    const { exitCode } = await runCli(['collect', '--sample', '--out', 'deep.json', '--quiet'], { cwd: folder })
    expect(exitCode).toBe(0)
    const snapshot = JSON.parse(await readFile(join(folder, 'deep.json'), 'utf8'))
    snapshot.regions[0].vpcs.value[0].cidrBlocks = 'everything'
    await written('deep.json', JSON.stringify(snapshot))
    const said = await refusal(['audit', '--snapshot', 'deep.json'])
    expect(said).toContain('regions.0.vpcs.value.0.cidrBlocks')
    expect(said).toContain('expected array')
  })

  it.each([
    ['no such file', undefined, ['no such file']],
    ['no JSON', '{', ['valid JSON']],
    ['a list', '[]', ['expected object']],
    ['no report', '{"schemaVersion":1}', ['generatedAt', 'expected string']],
    ['another version', '{"schemaVersion":2}', ['schemaVersion']],
    ['a snapshot', '{"snapshotVersion":1}', ['ssm-ready collect', 'no report', '--snapshot']],
  ])('--previous: %s', async (_, content, mentions) => {
    const name = content === undefined ? 'missing.json' : await written('previous.json', content)
    const said = await refusal(['audit', '--sample', '--previous', name])
    for (const mention of ['--previous', name, ...mentions]) expect(said).toContain(mention)
  })

  const CONFIGS: [string, unknown, string[]][] = [
    ['unknown field', { acept: [] }, ['acept']],
    ['unknown field inside', { hosts: { tags: 'x' } }, ['hosts', 'tags']],
    ['regions', { regions: 'eu-west-1' }, ['regions', 'expected array', 'string']],
    ['hosts', { hosts: 5 }, ['hosts', 'expected', 'all', 'object']],
    ['host ids', { hosts: { ids: ['jump'] } }, ['hosts.ids.0', 'expected', 'instance id']],
    ['name pattern', { hosts: { namePattern: '(' } }, ['hosts.namePattern', 'regular expression']],
    [
      'two targets of one name in a VPC',
      { targets: [5432, 5433].map((port) => ({ name: 'a', host: 'h', port, vpcId: 'vpc-1' })) },
      ['targets.1.name', 'expected a name that no other target of vpc-1 has'],
    ],
    ['target without host', { targets: [{ name: 'a' }] }, ['targets.0.host', 'expected string']],
    ['port as text', { targets: [{ name: 'a', host: 'h', port: '1', vpcId: 'vpc-1' }] }, ['targets.0.port', 'number']],
    [
      'port too large',
      { targets: [{ name: 'a', host: 'h', port: 70000, vpcId: 'vpc-1' }] },
      ['targets.0.port', '65535'],
    ],
    [
      'target VPC',
      { targets: [{ name: 'a', host: 'h', port: 1, vpcId: 'x' }] },
      ['targets.0.vpcId', 'expected', 'VPC'],
    ],
    ['acceptance', { accept: [{ check: 'x' }] }, ['accept.0.subject', 'expected string']],
    [
      'date',
      { accept: [{ check: 'host-keyless', subject: '*', reason: 'r', until: 'soon' }] },
      ['accept.0.until', 'expected', 'date'],
    ],
    ['operators', { operators: ['me'] }, ['operators.0', 'expected', 'ARN']],
    ['endpoints', { requireEndpoints: ['sqs'] }, ['requireEndpoints.0', 'expected', 'ssmmessages']],
    ['a list', [], ['expected object', 'array']],
  ]
  it.each(CONFIGS)('config: %s, as JSON and as YAML', async (_, config, mentions) => {
    const text = JSON.stringify(config)
    for (const name of ['given.json', 'given.yaml']) {
      const said = await refusal(['audit', ...SAMPLE, '--config', await written(name, text)])
      for (const mention of [name, ...mentions]) expect(said).toContain(mention)
    }
  })

  it.each([
    ['given.json', '{"a":', 'valid JSON'],
    ['given.yaml', 'hosts: [\n', 'valid YAML'],
    ['given.yaml', 'hosts: all\nhosts: all\n', 'valid YAML'],
  ])('config: %s that cannot be parsed', async (name, text, mention) => {
    expect(await refusal(['audit', ...SAMPLE, '--config', await written(name, text)])).toContain(mention)
  })

  it('config: no such file', async () => {
    const said = await refusal(['audit', ...SAMPLE, '--config', 'nowhere.yaml'])
    expect(said).toContain('nowhere.yaml')
    expect(said).toContain('no such file')
  })
})
