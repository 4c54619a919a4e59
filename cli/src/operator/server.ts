// `tickwire status`, `drain`, `config`, `audit` and `announce`: the server as a whole.

import type { AuditEntry, DrainState, Status } from '@tickwire/gen-nodejs/admin.types.js'
import type { Command } from './command.js'
import { UsageError } from './exit-codes.js'
import { allPages } from './pages.js'
import { record, table, time } from './text.js'

/** One wait of `drain --wait`, milliseconds: the server's longest. */
const WAIT_MS = 25_000

export const status: Command = {
  name: 'status',
  summary: 'Shows how the server is doing.',
  args: [],
  flags: {},
  writes: 'never',
  async run({ admin, show }) {
    const now = await admin.getStatus()
    show(now, () => statusText(now))
  },
}

export const drain: Command = {
  name: 'drain',
  summary: 'Lets running rooms finish and takes nobody new, before the server is stopped.',
  args: [],
  flags: {
    deadline: { value: 'SECONDS', help: 'then close what still runs     default the setting drain.deadlineMs' },
    wait: { help: 'until every room has ended, or the drain is cancelled' },
    cancel: { help: 'as if it had never been asked for' },
  },
  writes: 'sometimes',
  async run({ admin, isSet, number, action, show }) {
    if (isSet('cancel')) {
      const cancelled = await admin.cancelDrain(action(), '')
      show(cancelled, () => drainText(cancelled))
      return
    }
    let state = await admin.awaitDrain('', 0)
    // Waiting for a drain that runs already changes nothing.
    if (!(state.draining && isSet('wait'))) state = await admin.drain(action(), '', number('deadline', 0) * 1_000)
    while (isSet('wait') && state.draining && !state.finished) state = await admin.awaitDrain('', WAIT_MS)
    show(state, () => drainText(state))
  },
}

export const config: Command = {
  name: 'config',
  summary: 'Lists the settings; with KEY one of them; with VALUE changes it until the server ends.',
  args: ['[KEY]', '[VALUE]'],
  flags: { 'if-version': { value: 'N', help: 'refuse if it has another version  default the one it has now' } },
  writes: 'sometimes',
  async run({ admin, args, value, number, action, show }) {
    const [key = '', to] = args
    const entries = await admin.listConfig(key)
    const entry = entries.find((each) => each.key === key)
    if (to !== undefined) {
      const version = value('if-version') === undefined ? (entry?.version ?? 0) : number('if-version', 0)
      const changed = await admin.setConfig(action(), key, to, version)
      show(changed, () => `${key} is ${changed.value} (version ${changed.version})`)
      return
    }
    show(entries, () =>
      table(
        ['KEY', 'VALUE', 'STARTED WITH', 'VERSION', 'LIVE', 'HELP'],
        entries.map(({ key, value, fallback, version, live, help }) => [key, value, fallback, version, live, help]),
      ),
    )
  },
}

export const audit: Command = {
  name: 'audit',
  summary: 'Lists what operators did and tried, newest first.',
  args: [],
  flags: {
    actor: { value: 'NAME', help: 'only of this operator' },
    action: { value: 'METHOD', help: 'only this method, such as kick' },
    target: { value: 'ID', help: 'only this room, player, ban or key' },
    limit: { value: 'N', help: 'at most so many                                default 50' },
  },
  writes: 'never',
  async run({ admin, value, number, show }) {
    const limit = number('limit', 50)
    if (limit === 0) throw new UsageError('--limit: 0 shows nothing; use 1 or more')
    const filter = Object.fromEntries(
      ['actor', 'action', 'target'].flatMap((name) => {
        const wanted = value(name)
        return wanted === undefined ? [] : [[name, wanted]]
      }),
    )
    const list = await allPages(
      (page) => admin.listAudit(filter, page),
      (answer) => answer.entries,
      limit,
    )
    show(list, () => auditText(list))
  },
}

export const announce: Command = {
  name: 'announce',
  summary: 'Tells players something, by their events.',
  args: ['TEXT'],
  flags: {
    room: { value: 'ROOM', help: 'only the players of this room' },
    severity: { value: 'WORD', help: 'info, warning or urgent                      default info' },
  },
  writes: 'always',
  async run({ admin, args, value, action, show }) {
    const [text = ''] = args
    const roomId = value('room')
    const severity = value('severity') ?? 'info'
    await admin.announce(action(), { text, severity, ...(roomId === undefined ? {} : { roomId }) })
    show({ announced: true }, () => 'announced')
  },
}

function statusText({ nodes, players, rooms, alerts }: Status): string {
  const head = [
    'NODE',
    'VERSION',
    'UP S',
    'ROOMS',
    'SOCKETS',
    'TICK P50',
    'P99',
    'OF MS',
    'OVERRUNS',
    'RSS MB',
    'LOOP %',
  ]
  const rows = nodes.map((node) => {
    const { nodeId, version, uptimeS, connections, tickP50Ms, tickP99Ms, tickBudgetMs, overruns, rssMb } = node
    const loop = Math.round(node.eventLoopUse * 100)
    return [
      nodeId,
      version,
      uptimeS,
      node.rooms,
      connections,
      tickP50Ms,
      tickP99Ms,
      tickBudgetMs,
      overruns,
      rssMb,
      loop,
    ]
  })
  const warnings = alerts.length === 0 ? 'nothing needs an eye' : alerts.join('\n')
  return `${table(head, rows)}\n\n${players} players in ${rooms} rooms; ${warnings}`
}

function drainText({ draining, finished, roomsLeft, playersLeft, deadlineInMs }: DrainState): string {
  return record([
    ['draining', draining],
    ['finished', finished],
    ['rooms left', roomsLeft],
    ['players left', playersLeft],
    ['deadline in s', Math.ceil(deadlineInMs / 1_000)],
  ])
}

function auditText(list: readonly AuditEntry[]): string {
  const rows = list.map(({ atMs, actor, action, target, ok, why, details }) => {
    const more = Object.entries(details).map(([name, value]) => `${name}=${value}`)
    return [time(atMs), actor, action, target, ok ? 'done' : 'refused', why, more.join(' ')]
  })
  return table(['AT (UTC)', 'WHO', 'ACTION', 'TARGET', '', 'WHY', 'DETAILS'], rows)
}
