import { forShells } from '../../../shell/index.js'
import { type Clients, login } from './client-target.js'
import { jdbc, settings, uri } from './graphical.js'

/** Where the option SSL listens, unless somebody chose another port. */
const TLS_PORT = 2484

/**
 * An instance's own port speaks plain TCP; TLS has a port of its own.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.Oracle.Options.SSL.html
 */
export const oracleClients: Clients = (target) => {
  const { user, name } = login(target)
  if (target.port === TLS_PORT) {
    const place = `(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=127.0.0.1)(PORT=${target.localPort}))(CONNECT_DATA=(SID=${name})))`
    return [
      { client: 'sqlplus', command: forShells(['sqlplus', `${user}@${place}`]), notes: [WALLET_NOTE] },
      jdbc(`jdbc:oracle:thin:@${place}`, WALLET_NOTE),
      settings(target, 'TCPS, with a wallet or trust store of the authorities of RDS'),
    ]
  }
  const service = `//127.0.0.1:${target.localPort}/${name}`
  return [
    { client: 'sqlplus', command: forShells(['sqlplus', `${user}@${service}`]), notes: [PLAIN_NOTE] },
    jdbc(`jdbc:oracle:thin:@//127.0.0.1:${target.localPort}/${uri(name)}`, PLAIN_NOTE),
    settings(target, 'none on this port'),
  ]
}

const PLAIN_NOTE = `this port speaks plain TCP, or Oracle's native encryption; the option SSL listens on a port of its own (${TLS_PORT}): make that a target in the config to connect with TCPS`
const WALLET_NOTE =
  'TCPS wants a wallet with the authorities of RDS: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.Oracle.Options.SSL.ClientConfiguration.html'
