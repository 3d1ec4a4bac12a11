// The rooms of the house. A room may import the rooms that it names, itself, and libraries; type imports count.
const rooms = {
  model: [],
  aws: ['model'],
  shell: ['model'],
  collect: ['model', 'aws'],
  inventory: ['model'],
  network: ['model', 'inventory'],
  iam: ['model', 'inventory'],
  checks: ['model', 'shell', 'inventory', 'network', 'iam'],
  report: ['model', 'shell', 'inventory'],
  render: ['model', 'shell'],
  publish: ['model', 'aws'],
  slack: ['model'],
  remediate: ['model', 'shell', 'aws', 'inventory', 'iam'],
  sample: ['model', 'aws'],
  local: ['model'],
  session: ['model', 'aws'],
  files: ['model'],
  app: [
    'model',
    'shell',
    'aws',
    'local',
    'session',
    'collect',
    'inventory',
    'network',
    'iam',
    'checks',
    'report',
    'publish',
    'slack',
    'remediate',
    'sample',
    'files',
  ],
  lambda: ['model', 'app', 'files'],
  cli: ['model', 'shell', 'app', 'render', 'files'],
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
      to: { path: '^src/', pathNot: '^src/(lambda|render)/' },
    },
    {
      name: 'aws-calls-stay-outside-judgement',
      severity: 'error',
      from: { path: '^src/(model|inventory|network|iam|checks|report|render)/' },
      to: { path: '@aws-sdk|@smithy' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
}
