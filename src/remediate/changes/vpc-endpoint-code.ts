import type { CreateEndpointChange } from '../../model/change.js'
import { codeForm } from '../code-form.js'

const ENDPOINT = { type: 'AWS::EC2::VPCEndpoint' }
const TF_ENDPOINT = { type: 'aws_vpc_endpoint', attribute: 'id' }

/**
 * An endpoint whose private DNS is off, until a later step switches it on.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/vpc_endpoint.html.markdown
 */
export const vpcEndpointCode = codeForm<CreateEndpointChange>({
  cloudFormation: {
    made: { id: ENDPOINT },
    write: ({ vpcId, serviceName, endpointType, subnetIds, groupIds, routeTableIds }, words) => ({
      resources: [
        {
          ...ENDPOINT,
          properties: {
            ...{ VpcId: words.text(vpcId), ServiceName: words.text(serviceName), VpcEndpointType: endpointType },
            ...(endpointType === 'Interface'
              ? {
                  SubnetIds: subnetIds.map((id) => words.text(id)),
                  SecurityGroupIds: groupIds.map((id) => words.text(id)),
                  PrivateDnsEnabled: false,
                }
              : { RouteTableIds: routeTableIds.map((id) => words.text(id)) }),
            Tags: words.tags(),
          },
        },
      ],
    }),
  },
  terraform: {
    made: { id: TF_ENDPOINT },
    write: ({ vpcId, serviceName, endpointType, subnetIds, groupIds, routeTableIds }, words) => ({
      resources: [
        {
          ...TF_ENDPOINT,
          properties: {
            ...{ vpc_id: words.text(vpcId), service_name: words.text(serviceName), vpc_endpoint_type: endpointType },
            ...(endpointType === 'Interface'
              ? {
                  subnet_ids: subnetIds.map((id) => words.text(id)),
                  security_group_ids: groupIds.map((id) => words.text(id)),
                }
              : { route_table_ids: routeTableIds.map((id) => words.text(id)) }),
            tags: words.tags(),
          },
        },
      ],
    }),
  },
})
