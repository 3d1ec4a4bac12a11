import type { VpcReport } from '../../model/report.js'
import { code, plain } from './syntax.js'

/** Name and id, or the id alone. */
export const vpcName = ({ vpcId, name }: VpcReport) => (name === '' ? code(vpcId) : `${plain(name)} ${code(vpcId)}`)
