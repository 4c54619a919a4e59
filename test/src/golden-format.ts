// What the golden vectors consist of, and how they stand in their files: one vector a line, so that a change of the wire
// shows which of them it touches. docs/WIRE.md, "Checking a decoder", explains every key.

export interface CodeVector {
  readonly code: string
  readonly arguments: readonly (number | string)[]
  /** Bits in the order of the stream. */
  readonly bits: string
}

/** One step of a linear field: from its last value, rate and phase to `now`. */
export interface MotionVector {
  readonly last: number
  readonly rate: number
  readonly phase: number
  readonly max: number
  readonly now: number
  readonly predicted: number
  readonly nextRate: number
  readonly nextPhase: number
}

export interface SnapshotVector {
  readonly tick: number
  readonly what: string
  readonly frame: string
  readonly timeFactor: number
  readonly ack: { readonly number: number; readonly slackMs: number; readonly lateTicks: number }
  readonly own: object | null
  readonly complete: boolean
  /** In the order of the frame. */
  readonly left: readonly { readonly id: number; readonly reason: number; readonly cause: number }[]
  readonly entered: readonly {
    readonly id: number
    readonly type: string
    readonly reason: number
    readonly once: object
  }[]
  /** Ids, ascending. */
  readonly entities: readonly number[]
  readonly asleep: readonly number[]
  readonly stale: readonly number[]
  /** By id of their entity, ascending. */
  readonly teamRecords: readonly {
    readonly id: number
    readonly asleep: boolean
    readonly stale: boolean
    readonly once: object
  }[]
  readonly events: readonly unknown[]
  readonly hash: number
  /** What a check of this tick would say. */
  readonly digest: number
}

export type MalformedKind = 'snapshot' | 'resync' | 'welcome' | 'hello' | 'ack' | 'commands' | 'check'

export interface MalformedVector {
  readonly what: string
  readonly kind: MalformedKind
  /** How many of the file's snapshots the decoder has applied before. */
  readonly after: number
  readonly frame: string
  /** What this project calls it; '' where it gives no reason. */
  readonly failure: string
}

export interface GoldenVectors {
  readonly protocolVersion: number
  readonly schema: string
  readonly schemaHash: string
  /** What the decoder was welcomed with. */
  readonly welcome: { readonly tick: number; readonly emissionInterval: number }
  readonly codes?: readonly CodeVector[]
  readonly motions?: readonly MotionVector[]
  readonly frames?: Readonly<Record<string, string>>
  readonly snapshots: readonly SnapshotVector[]
  readonly malformed: readonly MalformedVector[]
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** JSON with every element of a list on a line of its own. */
export function formatVectors(vectors: GoldenVectors): string {
  const parts = Object.entries(vectors).map(([key, value]: [string, unknown]) => {
    const lines = Array.isArray(value)
      ? `[\n${value.map((element) => `  ${JSON.stringify(element)}`).join(',\n')}\n ]`
      : JSON.stringify(value)
    return ` ${JSON.stringify(key)}: ${lines}`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}
