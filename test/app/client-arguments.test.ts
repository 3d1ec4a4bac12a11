import { expect, it } from 'vitest'
import { clientArguments } from '../../src/app/session/client-arguments.js'

const ALL = { user: 'app', bundle: '/x/global-bundle.pem', asksPassword: true }
const PLACE = ['--host=127.0.0.1', '--port=15432']
const REDIS = ['-h', '127.0.0.1', '-p', '15432']
const MONGODB =
  'mongodb://a%40b@127.0.0.1:15432/?tls=true&tlsAllowInvalidHostnames=true&directConnection=true&retryWrites=false'
const KUBECTL = ['--server', 'https://127.0.0.1:15432', '--tls-server-name', 'real.example']

it.each([
  ['mysql', [], ALL, [...PLACE, '--user=app', '--password', '--ssl-ca=/x/global-bundle.pem']],
  [
    '/usr/bin/mariadb',
    ['-e', 'select 1'],
    { user: 'app', asksPassword: false },
    [...PLACE, '--user=app', '-e', 'select 1'],
  ],
  ['mysqldump', ['shop'], { user: 'app', asksPassword: false }, [...PLACE, '--user=app', 'shop']],
  ['mariadb-dump', ['shop'], { asksPassword: true }, [...PLACE, '--password', 'shop']],
  // These count in first place alone.
  [
    'mysql',
    ['--no-defaults', 'shop'],
    { user: 'app', asksPassword: false },
    ['--no-defaults', ...PLACE, '--user=app', 'shop'],
  ],
  [
    'mysql',
    ['--defaults-extra-file=x'],
    { user: 'app', asksPassword: false },
    ['--defaults-extra-file=x', ...PLACE, '--user=app'],
  ],
  // What somebody says goes first.
  [
    'mysql',
    ['-hdb', '-P3306', '-uroot', '-psecret', '--ssl-mode=DISABLED'],
    ALL,
    ['-hdb', '-P3306', '-uroot', '-psecret', '--ssl-mode=DISABLED'],
  ],
  [
    'mysql',
    ['--user', 'root', '--password', '--skip-ssl'],
    ALL,
    [...PLACE, '--user', 'root', '--password', '--skip-ssl'],
  ],
  ['redis-cli', [], {}, ['-h', '127.0.0.1', '-p', '15432', '--tls', '--sni', 'real.example']],
  ['/opt/valkey-cli', ['--askpass', 'PING'], {}, [...REDIS, '--tls', '--sni', 'real.example', '--askpass', 'PING']],
  ['redis-benchmark', ['-q'], { isPlain: true }, [...REDIS, '-q']],
  ['redis-cli', ['GET', 'a'], { isPlain: true, user: 'app' }, [...REDIS, '--user', 'app', 'GET', 'a']],
  [
    'redis-cli',
    ['-h', 'x', '-p', '1', '--tls', '--user', 'me'],
    { user: 'app' },
    ['-h', 'x', '-p', '1', '--tls', '--user', 'me'],
  ],
  ['redis-cli', ['-u', 'rediss://x:1'], {}, ['-u', 'rediss://x:1']],
  [
    'mongosh',
    ['--eval', '1'],
    { user: 'a@b', bundle: '/x/ca.pem' },
    [MONGODB, '--tlsCAFile', '/x/ca.pem', '--eval', '1'],
  ],
  ['mongosh', ['--tlsCAFile', 'own.pem'], { user: 'a@b', bundle: '/x/ca.pem' }, [MONGODB, '--tlsCAFile', 'own.pem']],
  ['mongosh', ['mongodb://x'], { user: 'a@b' }, ['mongodb://x']],
  ['mongosh', ['--quiet', 'mongodb+srv://x'], {}, ['--quiet', 'mongodb+srv://x']],
  // A word alone would be a database on this machine.
  ['mongosh', ['shop', '--quiet'], { user: 'a@b' }, [`${MONGODB.replace('/?', '/shop?')}&authSource=admin`, '--quiet']],
  ['mongosh', ['report.js'], { user: 'a@b', bundle: '/x/ca.pem' }, [MONGODB, '--tlsCAFile', '/x/ca.pem', 'report.js']],
  ['mongosh', ['10.0.0.9:27017/shop'], { user: 'a@b' }, ['10.0.0.9:27017/shop']],
  ['kubectl', ['get', 'pods'], {}, [...KUBECTL, 'get', 'pods']],
  ['kubectl', ['--server=https://x', 'get', 'pods'], {}, ['--server=https://x', 'get', 'pods']],
  ['kubectl.exe', ['-s', 'https://x'], {}, ['-s', 'https://x']],
  // Other programs know these otherwise, or not at all.
  ['psql', ['-c', 'select 1'], ALL, ['-c', 'select 1']],
  ['mysqlsh', [], ALL, []],
  ['my-script.sh', ['mysql'], ALL, ['mysql']],
] as const)('%s %j is started with what no variable tells it', (program, given, told, expected) => {
  expect(
    clientArguments(program, given, { localPort: 15_432, endpoint: 'real.example', asksPassword: false, ...told }),
  ).toEqual(expected)
})
