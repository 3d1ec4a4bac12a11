import { forShells } from '../../../shell/index.js'
import { authorityOf } from './authority.js'
import { type Clients, login } from './client-target.js'
import { uri } from './graphical.js'

/** Without a password: addresses end up in logs. A database that is named would be the one that users are looked for in. */
export function mongodbAddress(localPort: number, user: string | undefined, name?: string): string {
  const who = user === undefined ? '' : `${uri(user)}@`
  const options = 'tls=true&tlsAllowInvalidHostnames=true&directConnection=true&retryWrites=false'
  const users = name === undefined || user === undefined ? '' : '&authSource=admin'
  return `mongodb://${who}127.0.0.1:${localPort}/${name ?? ''}?${options}${users}`
}

/**
 * DocumentDB names the members of its replica set by their real addresses, which a client must not follow; its
 * certificate does not name this address.
 * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/connect-from-outside-a-vpc.html
 */
export const mongodbClients: Clients = (target) => {
  const authority = authorityOf(target.database)
  const address = mongodbAddress(target.localPort, login(target).user)
  return [
    {
      client: 'mongosh',
      command: forShells(['mongosh', address, ...(authority ? ['--tlsCAFile', authority.file] : [])]),
      notes: [
        authority?.note ?? "where this machine does not trust the server's authority: --tlsCAFile FILE",
        "where TLS is off (the cluster's parameter tls), leave out what begins with tls",
      ],
    },
  ]
}
