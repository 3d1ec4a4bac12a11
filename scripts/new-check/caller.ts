import { defineCheck, pass, warn } from '../../src/checks/define.js'

export default defineCheck({
  id: 'new-check',
  title: 'The operator works with a role, whose credentials end',
  why: 'The access keys of a user are valid until somebody deletes them.',
  console: 'IAM > Roles > Create role, for those who work as the user.',
  subject: 'caller',
  blocks: [],
  posture: false,
  needs: [],
  doc: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
  statuses: ['pass', 'warn'],
  run({ arn }) {
    if (!arn.includes(':user/')) return pass('role', `${arn} is a role.`)
    return warn('user', `${arn} is a user, whose access keys do not end.`, {
      remedy: { text: `Name a role among the operators instead of ${arn}.` },
    })
  },
})
