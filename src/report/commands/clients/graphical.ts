import { sameForShells } from '../../../shell/index.js'
import { type Client, type ClientTarget, login } from './client-target.js'

/** @param notes what this driver needs besides */
export const jdbc = (url: string, ...notes: string[]): Client => ({
  client: 'jdbc',
  command: sameForShells(url),
  notes: [
    ...notes,
    'drivers that follow the cluster topology dial its members themselves and so bypass the tunnel: turn that off',
  ],
})

/** What DBeaver, DataGrip and their like ask for. */
export function settings(target: ClientTarget, tls: string): Client {
  const { user, name } = login(target)
  return {
    client: 'dbeaver, datagrip',
    command: sameForShells(`Host 127.0.0.1 · Port ${target.localPort} · Database ${name} · User ${user} · SSL ${tls}`),
  }
}

/** Java's own store has Amazon's public authorities, and none of RDS. */
export const TRUST_STORE = { file: 'rds-truststore.p12', password: 'changeit', type: 'PKCS12' }

/** `keytool` takes the first certificate of a file and leaves the others out. */
export const TRUST_STORE_NOTE = [
  'Java trusts no authority of RDS; a trust store of the bundle is made once, in bash:',
  `awk '/-BEGIN/{n++} {print > ("rds-ca-" n ".pem")}' global-bundle.pem && for f in rds-ca-*.pem; do`,
  `keytool -importcert -noprompt -alias "$f" -file "$f" -keystore ${TRUST_STORE.file} -storetype ${TRUST_STORE.type} -storepass ${TRUST_STORE.password}; done`,
].join(' ')

export const uri = (text: string) => encodeURIComponent(text)
