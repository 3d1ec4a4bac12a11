/** Who answered. */
export interface Greeted {
  /** The product's name, with its version where it tells it. */
  server: string
  /** The server takes no connection, in its own words. */
  error?: { code: number; message: string }
}

/** What makes a server say who it is, without any credentials. */
export interface Greeting {
  /** What the client says first; absent where the server speaks first. */
  hello?: Buffer
  /** The answer is a TLS handshake; `hello` is sent inside. */
  isTls?: boolean
  /** `undefined` where the bytes say nothing of the kind. */
  read: (bytes: Buffer) => Greeted | undefined
}

export type GreetingKind =
  | 'postgres'
  | 'mysql'
  | 'mariadb'
  | 'sqlserver'
  | 'oracle'
  | 'redshift'
  | 'redis'
  | 'plain-redis'
  | 'tls'
  | 'any'

/** Length and the code 1234.5679, which asks whether the server speaks TLS: it answers with one letter. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex')
/** A TDS packet of type PRELOGIN with the options VERSION and ENCRYPTION. */
const PRELOGIN = Buffer.from('1201001a0000000000000b00060100110001ff00000000000002', 'hex')
const TDS_RESPONSE = 0x04
/** ACCEPT, REFUSE, REDIRECT and RESEND: a listener that is there. */
const TNS_ANSWERS = [2, 4, 5, 11]

const PING: Greeting = {
  hello: Buffer.from('PING\r\n'),
  read: (bytes) => (/^[+-]/.test(bytes.toString('latin1', 0, 1)) ? { server: 'Redis' } : undefined),
}

/**
 * What to say to each kind of server.
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
 * @see https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/60f56408-0188-4cd5-8b90-25c6f2423868
 */
export const GREETINGS: Readonly<Record<GreetingKind, Greeting>> = {
  postgres: {
    hello: SSL_REQUEST,
    read: (bytes) => (answersTls(bytes) ? { server: 'PostgreSQL' } : undefined),
  },
  redshift: {
    hello: SSL_REQUEST,
    read: (bytes) => (answersTls(bytes) ? { server: 'Redshift' } : undefined),
  },
  mysql: { read: (bytes) => mysqlServer(bytes) },
  mariadb: { read: (bytes) => mysqlServer(bytes) },
  sqlserver: { hello: PRELOGIN, read: (bytes) => sqlServer(bytes) },
  oracle: {
    hello: tnsConnect(),
    read: (bytes) => (TNS_ANSWERS.includes(bytes[4] ?? 0) ? { server: 'Oracle Database' } : undefined),
  },
  redis: { isTls: true, ...PING },
  'plain-redis': PING,
  tls: { isTls: true, read: () => undefined },
  any: { read: () => undefined },
}

/** A letter and no more until the client goes on: an SSH server's banner begins with an S, too. */
const answersTls = (bytes: Buffer) => bytes.length === 1 && (bytes[0] === 0x53 || bytes[0] === 0x4e)

/** `undefined` before the whole packet is there: its length, a number, then the version up to a zero byte, or an error. */
function mysqlServer(bytes: Buffer): Greeted | undefined {
  if (bytes.length < 7) return undefined
  if (bytes[4] === 0xff) return mysqlError(bytes.subarray(4), bytes.readUIntLE(0, 3))
  const end = bytes.indexOf(0, 5)
  if (bytes[4] !== 0x0a || end < 0) return undefined
  const version = bytes
    .toString('latin1', 5, end)
    .replace(/[^\x20-\x7e]/g, '')
    .slice(0, LONGEST_VERSION)
  const isMariaDb = /mariadb/i.test(version)
  return {
    server: isMariaDb ? `MariaDB ${version.replace(/^5\.5\.5-/, '').replace(/-.*$/, '')}` : `MySQL ${version}`,
  }
}

function mysqlError(packet: Buffer, length: number): Greeted | undefined {
  if (packet.length < length) return undefined
  const message = packet.toString('utf8', 3, length).replace(/[^\x20-\x7e]/g, '')
  return { server: 'MySQL', error: { code: packet.readUInt16LE(1), message: message.slice(0, LONGEST_ERROR) } }
}

const LONGEST_ERROR = 200
const LONGEST_VERSION = 80

/** The version stands where the first option says. */
function sqlServer(bytes: Buffer): Greeted | undefined {
  if (bytes[0] !== TDS_RESPONSE) return undefined
  const body = bytes.subarray(8)
  const at = body.length >= 5 ? body.readUInt16BE(1) : body.length
  if (body[0] !== 0 || body.length < at + 4) return { server: 'SQL Server' }
  return { server: `SQL Server ${body[at]}.${body[at + 1]}.${body.readUInt16BE(at + 2)}` }
}

/** A TNS packet of type CONNECT, protocol 3.12, that names no service: a listener refuses it, and so shows itself. */
function tnsConnect(): Buffer {
  const data = Buffer.from('(DESCRIPTION=(CONNECT_DATA=(CID=(PROGRAM=ssm-ready))))')
  const packet = Buffer.concat([Buffer.alloc(58), data])
  packet.writeUInt16BE(packet.length, 0)
  packet[4] = 1
  packet.writeUInt16BE(312, 8)
  packet.writeUInt16BE(300, 10)
  packet.writeUInt16BE(8_192, 14)
  packet.writeUInt16BE(32_767, 16)
  packet.writeUInt16BE(0x7f08, 18)
  packet.writeUInt16BE(1, 22)
  packet.writeUInt16BE(data.length, 24)
  packet.writeUInt16BE(58, 26)
  packet.fill(0x41, 32, 34)
  return packet
}
