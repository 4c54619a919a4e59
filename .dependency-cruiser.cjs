// Which folder may import which (docs/ARCHITECTURE.md). Imports go down the data path, never up; sockets, clocks and Thrift
// stay at the edges.

const domain = '^server/src/(session|finder|events|groups|chat|admin|matchmaking)/'
const pure =
  '^(simulation|protocol)/src/|^server/src/(session|finder|events|groups|chat|admin|matchmaking|rooms|replication)/'
const test = '[.]test[.]ts$|/testing[.]ts$|^server/src/testing/'

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from: { pathNot: test, ...from }, to })

module.exports = {
  forbidden: [
    never(
      'no-cycles',
      'A cycle means that two files are one concept.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    never(
      'simulation-imports-nothing',
      'A simulation runs anywhere.',
      { path: '^simulation/' },
      { pathNot: '^simulation/' },
    ),
    never('protocol-is-pure', 'Bytes need no I/O.', { path: '^protocol/' }, { pathNot: '^(protocol|simulation)/' }),
    never(
      'game-simulations-are-pure',
      'The same code predicts in browsers.',
      { path: '^games/[^/]+/src/simulation(/|[.]ts$)' },
      { pathNot: '^(games/[^/]+/(src/simulation|gen-nodejs)|simulation|protocol)(/|[.]ts$)' },
    ),
    never(
      'uwebsockets-in-one-file',
      'One file to replace; contenders of a bench stand on it by themselves.',
      { pathNot: 'server/src/transport/uws-listener[.]ts$|^bench/src/servers/' },
      { path: 'uWebSockets' },
    ),
    never('pure-folders-without-node', 'They are stepped in tests.', { path: pure }, { dependencyTypes: ['core'] }),
    never('domain-without-libraries', 'No Thrift, no telemetry.', { path: domain }, { path: 'node_modules/' }),
    never(
      'domain-without-edges',
      'Edges call the domain.',
      { path: domain },
      { path: '^server/src/(rpc|transport|rooms|telemetry|identity)/' },
    ),
    never(
      'identity-below-the-edges',
      'It verifies tokens and knows nothing of calls.',
      { path: '^server/src/identity/' },
      { path: '^server/src/(rpc|transport|rooms|telemetry)/' },
    ),
    never(
      'matchmaking-worker-holds-matchers-only',
      'The thread loads no rooms, sockets or telemetry.',
      { path: '^server/src/matchmaking-worker/' },
      { path: 'node_modules/|^server/src/(?!matchmaking)' },
    ),
    never(
      'jose-in-one-folder',
      'The rest gets a function.',
      { pathNot: '^server/src/identity/' },
      { path: 'node_modules/jose/' },
    ),
    never(
      'rooms-below-the-edges',
      'A room knows no sockets, timers or Thrift; it implements ports that the edges declare.',
      { path: '^server/src/rooms/' },
      { path: 'node_modules/|^server/src/(transport|telemetry|session|events|groups|chat|rpc/(?!ports|reporting))' },
    ),
    never(
      'replication-is-pure',
      'World in, packets out.',
      { path: '^server/src/replication/' },
      { pathNot: '^(server/src/replication|simulation|protocol)/' },
    ),
    never(
      'rpc-without-sockets',
      'Transports feed it bytes.',
      { path: '^server/src/rpc/' },
      { path: '^(net|http|https|tls)$|uWebSockets|^server/src/transport/' },
    ),
    never('server-without-client', 'They share only the protocol.', { path: '^server/src/' }, { path: '^client-sdk/' }),
    never(
      'client-without-server',
      'A browser loads it.',
      { path: '^client-sdk/src/' },
      { path: '^(server|cli|codegen)/' },
    ),
    never('only-the-cli-starts-it', 'The process is the CLI.', { path: '^server/src/' }, { path: '^cli/' }),
  ],
  options: {
    // Another package is seen as its built entry, and not looked into.
    doNotFollow: { path: 'node_modules|(^|/)dist/|/apache/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
}
