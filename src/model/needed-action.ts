/** An IAM action with the narrowest resources and conditions that AWS knows for it, as CloudFormation takes them. */
export interface NeededAction {
  action: string
  /** ARNs with `${AWS::Partition}`, `${AWS::AccountId}`; absent: AWS knows none. */
  resources?: readonly string[]
  condition?: Record<string, Record<string, string>>
  /** For endpoints of this type alone. */
  endpointType?: 'Interface' | 'Gateway'
}
