// `tickwire queues` and `tickwire queue`: what waits where, and queues read, tried, edited, paused and removed while they run.

import { readFileSync } from 'node:fs'
import type { QueueStats, QueueTrial } from '@tickwire/gen-nodejs/admin.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { filledUp } from '@tickwire/server/queue-config'
import { writtenQueue } from '@tickwire/server/written-queue'
import { NotFoundError } from '@tickwire/simulation'
import type { Command, Context } from './command.js'
import { UsageError } from './exit-codes.js'
import { type Cell, record, table } from './text.js'

/** Time that `queue try` plays unless told otherwise, seconds. */
const TRIAL_S = 600

export const queues: Command = {
  name: 'queues',
  summary: 'Lists the queues, what waits in them, and how they did in the last ten minutes.',
  args: [],
  flags: {},
  writes: 'never',
  async run({ admin, show }) {
    const configs = await admin.listQueues()
    const stats = await admin.getQueueStats([])
    show(stats, () => {
      const openOf = new Map(configs.map(({ name, open }) => [name, open]))
      const head = [
        'QUEUE',
        'OPEN',
        'TICKETS',
        'PLAYERS',
        'OLDEST S',
        'MATCHES/MIN',
        'WAIT P50 S',
        'P90',
        'QUALITY',
        'MATCHER',
      ]
      const rows = stats.map((of) => [
        of.queue,
        openOf.get(of.queue),
        of.tickets,
        of.players,
        seconds(of.oldestWaitedMs),
        of.matchesPerMin,
        seconds(of.waitP50Ms),
        seconds(of.waitP90Ms),
        part(of.qualityP50),
        of.matcherDown == null ? 'runs' : 'down',
      ])
      const down = stats.flatMap(({ queue, matcherDown }) => (matcherDown == null ? [] : [`${queue}: ${matcherDown}`]))
      return [table(head, rows), ...down].join('\n\n')
    })
  },
}

export const queue: Command = {
  name: 'queue',
  summary: `Shows a queue; edits, pauses, opens, removes, tries or exports one.
  queue edit NAME FILE    goes on with the config in a JSON file, until the server ends; opens a new queue
  queue pause NAME        takes no tickets; who waits is matched
  queue open NAME         takes tickets again
  queue remove NAME       for good; who waits is told
  queue try FILE [NAME]   plays the tickets of the last hour through the config; changes nothing
  queue export [NAME]     prints the queues as they are now, as a file for serve --queues`,
  args: ['NAME', '[NAME|FILE]', '[FILE|NAME]'],
  flags: {
    seconds: { value: 'N', help: `with try: so much time; default ${TRIAL_S}` },
    'if-version': { value: 'N', help: 'with edit, remove: refuse another version; default the one it has now' },
  },
  writes: 'sometimes',
  async run(context) {
    const [what = '', ...rest] = context.args
    const verb = VERBS[what]
    if (verb !== undefined) await verb(context, rest)
    else if (rest[0] === undefined) await showQueue(context, what)
    else throw new UsageError(`queue does not ${what}; see tickwire queue --help`)
  },
}

type Verb = (context: Context, args: Context['args']) => Promise<void>

const VERBS: Readonly<Record<string, Verb | undefined>> = {
  edit,
  try: tryConfig,
  export: exportQueues,
  remove,
  open: (context, [name]) => setOpen(context, name, true),
  pause: (context, [name]) => setOpen(context, name, false),
}

async function showQueue({ admin, show }: Context, name: string): Promise<void> {
  const config = await admin.getQueue(name)
  const [stats] = await admin.getQueueStats([name])
  show(config, () => {
    const rows = FIGURES.map(({ title, of }) => [title, of(stats!)] as const)
    const { version, open } = config
    const { matcherFailures, matcherDown } = stats!
    const matcher = [
      ['matcher failures', matcherFailures],
      ['matcher', matcherDown ?? 'runs'],
    ] as const
    const facts = [['queue', name], ['version', version], ['open', open], ...rows, ...matcher] as const
    return `${record(facts)}\n\n${JSON.stringify(config, undefined, 2)}`
  })
}

async function edit(context: Context, [name, path]: Context['args']): Promise<void> {
  if (name === undefined || path === undefined) throw new UsageError('queue edit wants NAME and FILE')
  const config = readQueue(path, name)
  const action = context.action()
  const changed = await context.admin.putQueue(action, config, await versionOf(context, name, 0))
  const done = action.dryRun ? 'would be' : 'is'
  context.show(changed, () => `${name} ${done} at version ${changed.version}`)
}

async function remove(context: Context, [name]: Context['args']): Promise<void> {
  if (name === undefined) throw new UsageError('queue remove wants NAME')
  const action = context.action()
  await context.admin.removeQueue(action, name, await versionOf(context, name, undefined))
  context.show({ name, removed: !action.dryRun }, () => `${name} ${action.dryRun ? 'would be' : 'is'} removed`)
}

async function setOpen(context: Context, name: string | undefined, open: boolean): Promise<void> {
  if (name === undefined) throw new UsageError(`queue ${open ? 'open' : 'pause'} wants NAME`)
  const action = context.action()
  await context.admin.openQueue(action, name, open)
  const done = `${action.dryRun ? 'would be' : 'is'} ${open ? 'open' : 'paused'}`
  context.show({ name, open }, () => `${name} ${done}`)
}

async function tryConfig({ admin, number, show }: Context, [path, name]: Context['args']): Promise<void> {
  if (path === undefined) throw new UsageError('queue try wants FILE')
  const trial = await admin.tryQueue(readQueue(path, name), number('seconds', TRIAL_S))
  show(trial, () => trialText(trial))
}

/** An edit ends with the process: this is how it outlives it. */
async function exportQueues({ admin, show }: Context, [name]: Context['args']): Promise<void> {
  const configs = name === undefined ? await admin.listQueues() : [await admin.getQueue(name)]
  const written = configs.map(writtenQueue)
  show(written, () => JSON.stringify(written, undefined, 2))
}

/** @param fallback - for a queue that there is not yet; undefined: it must be there */
async function versionOf(
  { admin, value, number }: Context,
  name: string,
  fallback: number | undefined,
): Promise<number> {
  if (value('if-version') !== undefined) return number('if-version', 0)
  try {
    return (await admin.getQueue(name)).version
  } catch (error) {
    if (fallback !== undefined && error instanceof NotFoundError) return fallback
    throw error
  }
}

/** A queue of a file: what differs from the defaults, or all of it, as `queue NAME --json` says. */
function readQueue(path: string, name: string | undefined): QueueConfig {
  const written = readJson(path)
  const list: readonly unknown[] = Array.isArray(written) ? written : [written]
  const named = list.filter((one) => name === undefined || (one as { name?: unknown } | null)?.name === name)
  const [found, ...more] = named
  if (more.length > 0) throw new UsageError(`${path} has ${named.length} queues: name one`)
  if (found === undefined) throw new UsageError(`${path} has no queue${name === undefined ? '' : ` "${name}"`}`)
  try {
    return filledUp(found, path)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path} is no JSON file: ${(error as Error).message}`)
  }
}

const FIGURES: readonly { readonly title: string; readonly of: (stats: QueueStats) => Cell }[] = [
  { title: 'tickets waiting', of: ({ tickets }) => tickets },
  { title: 'players waiting', of: ({ players }) => players },
  { title: 'oldest wait s', of: ({ oldestWaitedMs }) => seconds(oldestWaitedMs) },
  { title: 'matches a minute', of: ({ matchesPerMin }) => matchesPerMin },
  { title: 'wait p50 s', of: ({ waitP50Ms }) => seconds(waitP50Ms) },
  { title: 'wait p90 s', of: ({ waitP90Ms }) => seconds(waitP90Ms) },
  { title: 'wait p99 s', of: ({ waitP99Ms }) => seconds(waitP99Ms) },
  { title: 'quality p50', of: ({ qualityP50 }) => part(qualityP50) },
  { title: 'quality p10', of: ({ qualityP10 }) => part(qualityP10) },
  { title: 'skill gap p50', of: ({ skillGapP50 }) => part(skillGapP50) },
  { title: 'skill gap p90', of: ({ skillGapP90 }) => part(skillGapP90) },
  { title: 'latency p95 ms', of: ({ latencyP95Ms }) => Math.round(latencyP95Ms) },
  { title: 'off-role', of: ({ offRoleShare }) => part(offRoleShare) },
  { title: 'declined', of: ({ declinedShare }) => part(declinedShare) },
  { title: 'timed out', of: ({ timedOutShare }) => part(timedOutShare) },
  { title: 'cycle p99 ms', of: ({ cycleP99Ms }) => cycleP99Ms },
  { title: 'proposals refused', of: ({ proposalsRefused }) => proposalsRefused },
]

function trialText({ now, proposed, warnings, arrivals, recorded }: QueueTrial): string {
  const rows = FIGURES.map(({ title, of }) => [title, now == null ? '-' : of(now), of(proposed)])
  const came = `${arrivals} tickets came, ${recorded === arrivals ? 'as they were recorded' : 'drawn by chance'}`
  return [table([`${proposed.queue}`, 'NOW', 'PROPOSED'], rows), '', came, ...warnings].join('\n')
}

function seconds(ms: number): Cell {
  return (ms / 1_000).toFixed(1)
}

function part(value: number): Cell {
  return value.toFixed(2)
}
