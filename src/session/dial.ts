import { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { GREETINGS, type Greeted, type GreetingKind } from './greeting.js'
import type { MuxStream, StreamEvents } from './mux.js'

/** What came of one connection to a database. */
export interface DialAnswer extends Partial<Greeted> {
  /** `silent`: it took the connection, or nobody said anything about it, and no byte came. */
  outcome: 'answered' | 'refused' | 'closed' | 'silent' | 'lost'
  /** From opening the connection to the first byte. */
  latencyMs: number
}

export interface DialRequest {
  /** Opens a connection of the agent's. */
  open: (events: StreamEvents) => MuxStream
  kind: GreetingKind
  /** Milliseconds. */
  limit?: number
}

/** Milliseconds. */
const LIMIT = 10_000
/** Bytes of an answer that are looked at. */
const LONGEST = 4_096

/** Connects to a database once, and listens to what it says before anybody logs in. */
export function dialOnce({ open, kind, limit = LIMIT }: DialRequest): Promise<DialAnswer> {
  const { hello, isTls, read } = GREETINGS[kind]
  const begun = performance.now()
  return new Promise((resolve) => {
    let first: number | undefined
    let bytes = Buffer.alloc(0)
    const finish = (outcome: DialAnswer['outcome'], greeted?: Greeted) => {
      clearTimeout(timer)
      resolve({ outcome, latencyMs: Math.round((first ?? performance.now()) - begun), ...greeted })
      setImmediate(() => wire.destroy())
    }
    const giveUp = () => finish(first === undefined ? 'silent' : 'answered')
    const timer = setTimeout(giveUp, limit)
    const wire = wireOf(open, {
      onFirst: () => {
        first ??= performance.now()
        if (kind === 'any' || kind === 'tls') finish('answered')
      },
      // What has come is read first: a server may say why it closes the connection.
      onEnd: (how) => (first === undefined ? finish(how) : setImmediate(() => finish('answered'))),
    })
    const talk = isTls ? connectTls({ socket: wire, rejectUnauthorized: false }) : wire
    talk.on('error', () => {
      if (first !== undefined) finish('answered')
    })
    talk.on('data', (data: Buffer) => {
      bytes = Buffer.concat([bytes, data])
      const greeted = read(bytes)
      if (greeted || bytes.length > LONGEST) finish('answered', greeted)
    })
    if (hello) talk.write(hello)
  })
}

/** The connection as a stream of Node's. */
function wireOf(
  open: DialRequest['open'],
  { onFirst, onEnd }: { onFirst: () => void; onEnd: (how: 'refused' | 'closed' | 'lost') => void },
): Duplex {
  const stream = open({
    onData: (data) => {
      onFirst()
      if (!wire.destroyed) wire.push(data)
    },
    onRefused: () => onEnd('refused'),
    onEnd: () => onEnd('closed'),
    onLost: () => onEnd('lost'),
  })
  const wire = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      stream.write(chunk)
      done()
    },
    destroy: (error, done) => {
      stream.close()
      done(error)
    },
  })
  return wire
}
