import ids from './remedy-ids.json' with { type: 'json' }

/** Ids of all remedies: for those who name them and do not load them. */
export const REMEDY_IDS: readonly string[] = ids
