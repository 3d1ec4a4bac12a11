/** Where to mend a path in AWS's console, whatever hop is in its way. */
export const PATH_CONSOLE =
  "VPC > Security groups, Network ACLs, Route tables or Endpoints: the one that the hop that fails names. Most often: the endpoint's security group > Inbound rules > Edit inbound rules > Add rule, HTTPS from the host's security group."
