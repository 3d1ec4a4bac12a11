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

export const uri = (text: string) => encodeURIComponent(text)
