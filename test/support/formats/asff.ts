import { z } from 'zod'

const words = (max: number) => z.string().min(1).max(max)
/** The limits of AwsSecurityFinding. @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html */
const findings = z.array(
  z.strictObject({
    SchemaVersion: z.literal('2018-10-08'),
    Id: words(512),
    ProductArn: z.string().regex(/^arn:[\w-]+:securityhub:[\w-]+:\d{12}:product\/\d{12}\/default$/),
    ProductName: words(128),
    GeneratorId: words(512),
    AwsAccountId: z.string().regex(/^\d{12}$/),
    Region: words(16),
    Types: z
      .array(z.string().regex(/^[^/]+\/[^/]+(\/[^/]+)?$/))
      .min(1)
      .max(50),
    CreatedAt: z.iso.datetime(),
    UpdatedAt: z.iso.datetime(),
    Severity: z.strictObject({
      Label: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
      Original: words(64),
    }),
    Title: words(256),
    Description: words(1024),
    Remediation: z.strictObject({ Recommendation: z.strictObject({ Text: words(512), Url: z.url() }) }),
    SourceUrl: z.url(),
    ProductFields: z.record(words(128), words(2048)),
    Resources: z
      .array(
        z.strictObject({
          Type: z.enum([
            'AwsEc2Instance',
            'AwsEc2Vpc',
            'AwsRdsDbInstance',
            'AwsRdsDbCluster',
            'AwsAccount',
            'AwsIamRole',
            'AwsIamUser',
            'Other',
          ]),
          Id: words(512),
          Partition: z.enum(['aws', 'aws-cn', 'aws-us-gov']),
          Region: words(16),
        }),
      )
      .min(1)
      .max(32),
    Compliance: z.strictObject({ Status: z.enum(['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE']) }),
    Workflow: z.strictObject({ Status: z.enum(['NEW', 'SUPPRESSED', 'RESOLVED']) }),
    Note: z.strictObject({ Text: words(512), UpdatedBy: words(512), UpdatedAt: z.iso.datetime() }).optional(),
    RecordState: z.literal('ACTIVE'),
  }),
)

/** The findings of a rendered file, held to Security Hub's limits. */
export const readAsff = (text: string) => findings.parse(JSON.parse(text))
