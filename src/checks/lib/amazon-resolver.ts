const EVERYWHERE = new Set(['amazonprovideddns', '169.254.169.253', 'fd00:ec2::253'])

/**
 * Whether a DHCP option names Amazon's resolver: by its name, or by an address it has in every VPC or in this one.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
export function isAmazonResolver(server: string, cidrBlocks: readonly string[]): boolean {
  return EVERYWHERE.has(server.toLowerCase()) || cidrBlocks.some((block) => server === baseAddressPlusTwo(block))
}

function baseAddressPlusTwo(cidrBlock: string): string {
  const [base = ''] = cidrBlock.split('/')
  return base.replace(/\d+$/, (octet) => String(Number(octet) + 2))
}
