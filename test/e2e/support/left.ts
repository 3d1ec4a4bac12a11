import type { Snapshot } from '../../../src/model/snapshot.js'

/** A snapshot without the instances that are terminated: AWS lists them for about an hour. */
export const withoutTerminated = (snapshot: Omit<Snapshot, 'takenAt' | 'apiCalls'>) => ({
  ...snapshot,
  regions: snapshot.regions.map(({ instances, ...region }) => ({
    ...region,
    instances:
      instances.outcome === 'ok'
        ? { ...instances, value: instances.value.filter(({ state }) => state !== 'terminated') }
        : instances,
  })),
})
