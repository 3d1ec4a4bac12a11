// The rooms of the house. A room may import the rooms that it names, itself, and libraries.
const rooms = {
  model: [],
  aws: ['model'],
  collect: ['model', 'aws'],
  network: ['model'],
  iam: ['model'],
  scope: ['model', 'network', 'iam'],
  checks: ['model', 'network', 'iam', 'scope'],
  report: ['model', 'scope'],
  render: ['model'],
  publish: ['model', 'aws'],
  remediate: ['model', 'aws', 'scope'],
  sample: ['model', 'aws'],
  local: ['model'],
  app: [
    'model',
    'aws',
    'local',
    'collect',
    'network',
    'iam',
    'scope',
    'checks',
    'report',
    'publish',
    'remediate',
    'sample',
  ],
  cli: ['model', 'app', 'render'],
}

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^(src|handlers)/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}))

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'room-handlers',
      severity: 'error',
      from: { path: '^handlers/' },
      to: { path: '^src/', pathNot: '^src/(app|render|model)/' },
    },
    {
      name: 'aws-calls-stay-outside-judgement',
      severity: 'error',
      from: { path: '^src/(model|network|iam|scope|checks|report|render)/' },
      to: { path: '@aws-sdk|@smithy' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
}
