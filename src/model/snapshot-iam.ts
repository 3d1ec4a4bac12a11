import * as z from 'zod'
import { collectedSchema } from './collected.js'
import { recordOf } from './record-of.js'
import { awsWord, contextKey, policyText } from './redaction.js'

const strings = z.array(z.string())

export const instanceProfileSchema = z.object({
  arn: z.string(),
  instanceProfileName: z.string(),
  path: z.string(),
  roleNames: strings,
})

const attachedPolicySchema = z
  .object({ policyArn: z.string(), policyName: z.string() })
  .meta({ redact: 'unless-aws-owned' })

const policyAttachments = {
  permissionsBoundaryArn: z.string().optional(),
  /** ARNs of managed policies; their documents are in `managedPolicies`. */
  attachedPolicies: collectedSchema(z.array(attachedPolicySchema)),
  inlinePolicies: collectedSchema(z.array(z.object({ policyName: z.string(), document: policyText }))),
}

export const roleSchema = z.object({
  roleName: z.string(),
  /** Stable id (`AROA…`), the first half of the role's `aws:userid`. */
  roleId: z.string().optional(),
  arn: z.string(),
  path: z.string(),
  /** Decoded JSON text. */
  assumeRolePolicyDocument: policyText,
  ...policyAttachments,
})

export const userSchema = z.object({
  userName: z.string(),
  userId: z.string().optional(),
  arn: z.string(),
  path: z.string(),
  ...policyAttachments,
  groups: collectedSchema(
    z.array(
      z.object({
        groupName: z.string(),
        arn: z.string(),
        attachedPolicies: policyAttachments.attachedPolicies,
        inlinePolicies: policyAttachments.inlinePolicies,
      }),
    ),
  ),
})

export const managedPolicySchema = z
  .object({ arn: z.string(), document: policyText })
  .meta({ redact: 'unless-aws-owned' })

/** One answer of iam:SimulatePrincipalPolicy for one action on one resource. */
export const simulationSchema = z.object({
  action: awsWord,
  resource: z.string(),
  /** `allowed`, `explicitDeny` or `implicitDeny`. */
  decision: awsWord,
  missingContextValues: z.array(contextKey),
  /** Condition keys that the question came with. */
  context: z.array(z.object({ key: contextKey, value: z.string() })).optional(),
  allowedByPermissionsBoundary: z.boolean().optional(),
  allowedByOrganizations: z.boolean().optional(),
  matchedStatements: z.array(z.object({ sourcePolicyId: z.string().optional(), sourcePolicyType: awsWord.optional() })),
})

/** Whether the organization's policies let a principal of the account do something. */
const organizationWordSchema = z.object({ action: awsWord, resource: z.string(), allowed: z.boolean() })

export const iamSnapshotSchema = z.object({
  /** By ARN, as on the instances. `null`: no such profile. */
  instanceProfiles: recordOf(collectedSchema(instanceProfileSchema.nullable())),
  /** By role name, of instance profiles, Default Host Management and operators. `null`: no such role. */
  roles: recordOf(collectedSchema(roleSchema.nullable())),
  /** By user name, of operators. */
  users: recordOf(collectedSchema(userSchema.nullable())),
  /** By ARN. */
  managedPolicies: recordOf(collectedSchema(managedPolicySchema.nullable())),
  /** By principal ARN. Absent: it was not asked. */
  simulations: recordOf(collectedSchema(z.array(simulationSchema))),
  /** What the organization says of whom the simulator cannot be asked: planning asks for roles and keys to come. */
  organization: collectedSchema(z.array(organizationWordSchema)).optional(),
})

export type InstanceProfile = z.infer<typeof instanceProfileSchema>
export type Role = z.infer<typeof roleSchema>
export type User = z.infer<typeof userSchema>
export type ManagedPolicy = z.infer<typeof managedPolicySchema>
export type Simulation = z.infer<typeof simulationSchema>
export type OrganizationWord = z.infer<typeof organizationWordSchema>
export type IamSnapshot = z.infer<typeof iamSnapshotSchema>
