// The inside of a server under measurement: tells its parent when it is ready, answers what it has used, and ends when told.

/** Of the whole process, since its start. */
export interface Usage {
  /** User and system time of all threads, milliseconds. */
  readonly cpuMs: number
  readonly rssMb: number
}

/** What the parent asks: for the usage, or for an order to be carried out. */
export interface Asked {
  readonly order?: string
}

/** The arguments that the parent gave to `ServerChild.start`. */
export function measuredArgs<Args>(): Args {
  return JSON.parse(process.argv[2] ?? '{}') as Args
}

/**
 * Says that this process is ready, and from now on answers its parent.
 * @param ready - what the parent needs to know
 * @param orders - what it can be told to do, by name; the answer says what was done
 */
export function serveMeasured(ready: object, orders: Readonly<Record<string, () => Promise<string>>> = {}): void {
  process.on('message', async ({ order }: Asked) => {
    if (order === undefined) process.send!({ usage: usage() })
    else process.send!({ done: await orders[order]!() })
  })
  // Without its parent a server has no purpose.
  process.on('disconnect', () => process.exit(0))
  process.on('SIGTERM', () => process.exit(0))
  process.send!({ ready })
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  return { cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1_048_576 }
}
