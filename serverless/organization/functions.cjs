// The functions of an organisation; none where the parameter `organization` is empty.
const parameters = require('./parameters.cjs')

const MODULE = { patterns: ['package.json'] }
const role = (name) => ({ 'Fn::Sub': `\${${name}.Arn}` })

module.exports = async (variables) => {
  if ((await parameters(variables)) === undefined) return {}
  return {
    organizationList: {
      handler: 'handlers/organization-list.handler',
      description: 'Which accounts of the organisation are audited',
      memorySize: 512,
      timeout: 900,
      role: role('OrganizationListRole'),
      package: MODULE,
    },
    organizationAudit: {
      handler: 'handlers/organization-audit.handler',
      description: 'One account and region of the organisation, entered by its role',
      memorySize: 1024,
      timeout: 900,
      role: role('OrganizationAuditRole'),
      package: MODULE,
    },
    organizationSummary: {
      handler: 'handlers/organization-summary.handler',
      description: 'One report of all accounts, published',
      // All reports of a run, cut down: see docs/scale.md.
      memorySize: 3008,
      timeout: 900,
      role: role('OrganizationSummaryRole'),
      package: MODULE,
    },
  }
}
