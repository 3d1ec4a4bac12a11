import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EC2Client, ModifyVpcAttributeCommand } from '@aws-sdk/client-ec2'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.js'
import type { Report } from '../../src/model/report.js'
import { useBareAccount } from './support/bare-account.js'
import { builtCli } from './support/built-cli.js'
import { CREDENTIALS, REGION, simAvailable } from './support/sim.js'

const run = promisify(execFile)
const answers = (program: string, ...argv: string[]) =>
  run(program, argv).then(
    () => true,
    () => false,
  )
const linted = await answers('cfn-lint', '--version')
/** Where the provider of AWS lies, for machines that cannot fetch it. */
const PLUGINS = process.env['SSM_READY_TERRAFORM_PLUGINS']
const terraformed = PLUGINS !== undefined && (await answers('terraform', 'version'))
if (!linted) console.warn('cfn-lint is not installed: no template was linted.')
if (!terraformed)
  console.warn('No terraform, or no SSM_READY_TERRAFORM_PLUGINS: no configuration was validated or carried out.')

describe.skipIf(!simAvailable)(
  'the plan of an account with only a VPC, two private subnets and a database, as code',
  () => {
    const world = useBareAccount()

    async function cli(argv: string[], exitCode: number) {
      const ended = await builtCli(argv, { cwd: world.folder })
      expect(ended.exitCode, `${argv.join(' ')}\n${ended.stderr}`).toBe(exitCode)
      return ended
    }
    const report = async (exitCode: number) =>
      JSON.parse((await cli(['audit', '--format', 'json'], exitCode)).stdout) as Report

    /** What the template cannot do: the VPC is not its own. */
    async function enableHostnames(): Promise<void> {
      const ec2 = new EC2Client({ endpoint: world.sim.url, region: REGION, credentials: CREDENTIALS })
      await ec2.send(new ModifyVpcAttributeCommand({ VpcId: world.bare.vpcId, EnableDnsHostnames: { Value: true } }))
      ec2.destroy()
    }

    it('asks what the zone offers, which no audit does, and says where that was refused', async () => {
      const asked = async () =>
        (await world.sim.calls()).filter(({ action }) => action === 'ec2:DescribeInstanceTypeOfferings').length
      const launch = async () => {
        const argv = ['fix', 'plan', 'launch-jump-host', '--format', 'json']
        const { steps } = JSON.parse((await cli(argv, 0)).stdout) as Plan
        return steps.find(({ change }) => change.kind === 'run-instances')
      }
      await world.sim.clearCalls()
      await report(2)
      expect(await asked()).toBe(0)
      expect(await launch()).toMatchObject({
        change: { input: { instanceType: 't4g.nano' } },
        risk: expect.not.stringContaining('is not known'),
      })
      expect(await asked()).toBe(1)
      await world.sim.faults([{ service: 'ec2', operation: 'DescribeInstanceTypeOfferings', kind: 'denied' }])
      expect(await launch()).toMatchObject({ risk: expect.stringMatching(/offers t4g\.nano is not known/) })
    })

    it('has the whole stack, and what is left is told', async () => {
      const { stdout, stderr } = await cli(['fix', 'plan', '--all', '--as', 'cloudformation'], 0)
      const { Resources } = JSON.parse(stdout) as { Resources: Record<string, { Type: string; Properties: object }> }
      const types = Object.values(Resources).map(({ Type }) => Type)
      for (const part of [
        'IAM::Role',
        'IAM::InstanceProfile',
        'EC2::VPCEndpoint',
        'EC2::Instance',
        'EC2::LaunchTemplate',
      ])
        expect(types).toContain(`AWS::${part}`)
      expect(types).toContain('AWS::AutoScaling::AutoScalingGroup')
      const endpoints = Object.values(Resources).filter(({ Properties }) => 'PrivateDnsEnabled' in Properties)
      expect(endpoints.length).toBeGreaterThan(1)
      for (const { Properties } of endpoints) expect(Properties).toMatchObject({ PrivateDnsEnabled: true })
      expect(stderr).toContain(`aws ec2 modify-vpc-attribute --vpc-id ${world.bare.vpcId} --enable-dns-hostnames`)
    })

    it.skipIf(!linted)('passes cfn-lint without a warning', async () => {
      await cli(['fix', 'plan', '--all', '--as', 'cloudformation', '--out', 'template.json'], 0)
      const { stdout } = await run('cfn-lint', ['--regions', REGION, '--', join(world.folder, 'template.json')])
      expect(stdout).toBe('')
    })

    it.skipIf(!terraformed).each([
      ['an instance', 'false'],
      ['a group of one', 'true'],
    ])('carried out by Terraform, with %s', async (_, healing) => {
      const cwd = join(world.folder, `terraform-${healing}`)
      await mkdir(cwd)
      const { stderr } = await cli(['fix', 'plan', '--as', 'terraform', '--out', join(cwd, 'main.tf.json')], 0)
      expect(stderr).toContain('before the template')
      await enableHostnames()
      const terraform = (...argv: string[]) => run('terraform', [...argv, '-no-color'], { cwd, env: process.env })
      await terraform('init', '-input=false', `-plugin-dir=${PLUGINS}`)
      await terraform('validate')
      await terraform('apply', '-auto-approve', '-input=false', `-var=auto_healing=${healing}`)
      const { hosts } = await report(2)
      expect(hosts).toHaveLength(1)
      // The simulated Auto Scaling gives its instances neither groups nor a profile of the launch template.
      if (healing === 'true') return
      const hostId = hosts[0]?.instanceId ?? ''
      await world.sim.putAgent(hostId, { platformVersion: '2023' })
      const { vpcs, tunnels } = await report(0)
      expect(tunnels).toMatchObject([{ hostId, databaseId: world.bare.databaseId, verdict: 'READY' }])
      expect(vpcs.find(({ vpcId }) => vpcId === world.bare.vpcId)).toMatchObject({ verdict: 'READY' })
    })
  },
)
