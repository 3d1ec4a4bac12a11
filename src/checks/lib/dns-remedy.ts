import type { VpcAttributeChange } from '../../model/change.js'
import type { ProposedChange, Remedy } from '../../model/finding.js'

type Attribute = VpcAttributeChange['attribute']

/** Hostnames cannot be switched on before support is. */
export const dnsChanges = (vpcId: string, attributes: readonly Attribute[], region: string): ProposedChange[] =>
  attributes.map((attribute) => ({
    remedy: 'enable-vpc-dns',
    change: { kind: 'modify-vpc-attribute', region, vpcId, attribute },
  }))

export const dnsRemedy = (vpcId: string, attributes: readonly Attribute[], region: string): Remedy => ({
  id: 'enable-vpc-dns',
  text: `Switch ${attributes.join(' and ')} on in ${vpcId}.`,
  changes: dnsChanges(vpcId, attributes, region),
})
