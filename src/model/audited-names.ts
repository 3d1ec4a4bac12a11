/** Something with an id that people name on the command line. */
export interface AuditedName {
  id: string
  /** Absent where it is nothing but the id. */
  name?: string
  region: string
}

/** What one audit found, by ids and names alone: for the completion of later command lines. */
export interface AuditedNames {
  accountId: string
  /** Empty: the SDK's default. */
  profile: string
  regions: string[]
  vpcs: AuditedName[]
  hosts: AuditedName[]
  databases: AuditedName[]
}
