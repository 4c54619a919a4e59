// What operators did and tried, in order, never changed. The newest entries stay in memory for `listAudit`; each goes to a
// sink as it is made, where it lasts. Refused attempts are entries too.

/** Entries kept in memory. Beyond, the oldest is forgotten here; the sink has it. */
export const AUDIT_ENTRIES_MAX = 10_000

/** Actor of who showed no token that an operator has. */
export const NOBODY = '-'

export interface AuditEntry {
  readonly id: string
  /** Milliseconds since 1970, UTC. */
  readonly atMs: number
  /** An operator's name, or NOBODY. */
  readonly actor: string
  readonly action: string
  /** Which room, player, ban or key. */
  readonly target: string
  readonly why: string
  /** false: it was refused, `details` say why. */
  readonly ok: boolean
  readonly details: Readonly<Record<string, string>>
}

/** What is absent fits every entry. */
export interface AuditFilter {
  readonly actor?: string | null | undefined
  readonly action?: string | null | undefined
  readonly target?: string | null | undefined
  /** Inclusive and exclusive. */
  readonly fromMs?: number | null | undefined
  readonly toMs?: number | null | undefined
}

export class Audit {
  /** Oldest first. */
  private readonly entries: AuditEntry[] = []
  private made = 0

  /**
   * @param wallClockMs - milliseconds since 1970, UTC
   * @param sink - keeps an entry for good; must not throw
   */
  constructor(
    private readonly wallClockMs: () => number,
    private readonly sink: (entry: AuditEntry) => void,
  ) {}

  append(what: Omit<AuditEntry, 'id' | 'atMs'>): void {
    const entry = { id: String(++this.made), atMs: this.wallClockMs(), ...what }
    this.entries.push(entry)
    if (this.entries.length > AUDIT_ENTRIES_MAX) this.entries.shift()
    this.sink(entry)
  }

  /** Newest first. */
  list({ actor, action, target, fromMs, toMs }: AuditFilter): readonly AuditEntry[] {
    return this.entries
      .filter(
        (entry) =>
          (actor == null || entry.actor === actor) &&
          (action == null || entry.action === action) &&
          (target == null || entry.target === target) &&
          (fromMs == null || entry.atMs >= fromMs) &&
          (toMs == null || entry.atMs < toMs),
      )
      .reverse()
  }
}
