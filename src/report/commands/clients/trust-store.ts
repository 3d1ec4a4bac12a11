import type { Preparation } from '../../../model/report.js'
import { forShells } from '../../../shell/index.js'

/** Java's own store has Amazon's public authorities, and none of RDS. */
export const TRUST_STORE = { file: 'rds-truststore.p12', password: 'changeit', type: 'PKCS12' }

const imported = (file: string) =>
  `keytool -importcert -noprompt -alias ${file} -file ${file} -keystore ${TRUST_STORE.file} -storetype ${TRUST_STORE.type} -storepass ${TRUST_STORE.password}`

/** `keytool` takes the first certificate of a file and leaves the others out. */
const IN_BASH = [
  `awk '/-BEGIN/{n++} {print > ("rds-ca-" n ".pem")}' global-bundle.pem &&`,
  `for f in rds-ca-*.pem; do ${imported('"$f"')}; done`,
].join(' ')

/** Without double quotes, which cmd.exe would have to hand on. */
const IN_POWERSHELL = [
  "$n = 0; (Get-Content -Raw global-bundle.pem) -split '(?=-----BEGIN)' | Where-Object { $_ -match 'BEGIN' } |",
  `ForEach-Object { $n++; $f = 'rds-ca-' + $n + '.pem'; Set-Content $f $_; ${imported('$f')} }`,
].join(' ')

/** A command that makes the trust store of the bundle. */
export const MAKE_TRUST_STORE: Preparation = {
  what: 'once, for a trust store of the bundle: Java trusts no authority of RDS',
  bash: IN_BASH,
  powershell: IN_POWERSHELL,
  cmd: forShells(['powershell', '-NoProfile', '-Command', IN_POWERSHELL]).cmd,
}
