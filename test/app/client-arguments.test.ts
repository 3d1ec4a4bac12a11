import { expect, it } from 'vitest'
import { clientArguments } from '../../src/app/session/client-arguments.js'

const ALL = { user: 'app', bundle: '/x/global-bundle.pem', asksPassword: true }
const PLACE = ['--host=127.0.0.1', '--port=15432']

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
  // Other programs know these otherwise, or not at all.
  ['psql', ['-c', 'select 1'], ALL, ['-c', 'select 1']],
  ['mysqlsh', [], ALL, []],
  ['my-script.sh', ['mysql'], ALL, ['mysql']],
] as const)('%s %j is started with what no variable tells it', (program, given, told, expected) => {
  expect(clientArguments(program, given, { localPort: 15_432, ...told })).toEqual(expected)
})
