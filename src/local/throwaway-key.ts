import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A key pair for one connection, in a folder that only this user can read. */
export interface ThrowawayKey {
  privateKeyFile: string
  publicKey: string
  remove(): Promise<void>
}

/** Makes an Ed25519 key pair with ssh-keygen. */
export async function makeThrowawayKey(sshKeygen: string): Promise<ThrowawayKey> {
  const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
  const privateKeyFile = join(folder, 'key')
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await promisify(execFile)(sshKeygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'ssm-ready', '-f', privateKeyFile])
    return { privateKeyFile, publicKey: (await readFile(`${privateKeyFile}.pub`, 'utf8')).trim(), remove }
  } catch (error) {
    await remove()
    throw error
  }
}
