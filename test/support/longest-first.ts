import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** By what their paths end in. A fresh clone knows no durations, and Vitest goes by the size of files. */
const LONGEST = [
  ...['e2e/slack', 'e2e/session/probe', 'e2e/deployed', 'e2e/package', 'e2e/session/shell', 'e2e/iam', 'e2e/collect'],
  ...['faults/pairs', 'faults/matrix', 'network/travellers.properties', 'network/company.properties'],
  ...['session/hostile', 'fix/change-faults'],
].map((name) => `test/${name}.test.ts`)

/** The files that take longest come first: one that begins last keeps a worker busy while the others have nothing to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name))
      return at < 0 ? LONGEST.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
