import type { CollectFailure } from '../model/collected.js'

/** Objects by id. `contested`: listed more than once, and not alike, so that nobody knows which of them is meant. */
export function indexed<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  essence: (item: T) => unknown = (item) => item,
) {
  const byId = new Map<string, T>()
  const contested = new Set<string>()
  for (const item of items) {
    const id = idOf(item)
    const known = byId.get(id)
    if (known === undefined) byId.set(id, item)
    else if (JSON.stringify(essence(known)) !== JSON.stringify(essence(item))) contested.add(id)
  }
  return { byId, contested }
}

export const contested = (api: string, id: string): CollectFailure => ({
  outcome: 'error',
  api,
  message: `${id} is listed more than once, and not alike`,
})

/** What an attachment is looked up by: both gateways of a peering have one of the same id. */
export const attachmentOfGateway = (gatewayId: string, attachmentId: string): string => `${gatewayId}/${attachmentId}`
