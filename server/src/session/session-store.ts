// Where sessions are kept: the port that `sessions` writes to and its version in memory. A player has at most one
// session. Each write is one commit, whole or not at all, and repeating it changes nothing; reads are synchronous,
// because every call over HTTP needs one.

/** Sessions kept in memory. Beyond, the one that was not resumed for longest ends (counted): its player logs in again. */
export const SESSIONS_MAX = 100_000

/** For so long after a rotation the old resume token still finds the new one, milliseconds: a lost answer is asked for again. */
export const ROTATION_GRACE_MS = 60_000

export interface SessionRecord {
  readonly sessionId: string
  readonly playerId: string
  readonly displayName: string
  /** How often the resume token was rotated: only the token with this number is good. */
  readonly rotations: number
  readonly rotatedAtMs: number
  /** The resume token, and so the session, is good until then. */
  readonly expiresAtMs: number
}

/** The session with its next token, or why there is none. `reused`: it was rotated before, and the session is over now. */
export type Rotation = SessionRecord | 'gone' | 'reused'

export interface SessionStore {
  find(sessionId: string): SessionRecord | undefined
  ofPlayer(playerId: string): SessionRecord | undefined
  /** Keeps a new session, in place of the one that its player had. */
  begin(session: SessionRecord): Promise<void>
  /**
   * Uses up the resume token with this number: the next one is good, until `expiresAtMs`. The same again within
   * ROTATION_GRACE_MS answers the same and changes nothing; later the session ends.
   */
  rotate(sessionId: string, rotations: number, nowMs: number, expiresAtMs: number): Promise<Rotation>
  /** @returns undefined when the player has no session */
  rename(playerId: string, displayName: string): Promise<SessionRecord | undefined>
  /** Ends the player's session, if there is one. */
  end(playerId: string): Promise<void>
}

export class MemorySessionStore implements SessionStore {
  /** The one that was begun or resumed longest ago first. */
  private readonly sessions = new Map<string, SessionRecord>()
  private readonly idByPlayer = new Map<string, string>()

  /** @param onEvicted - a session ended early because SESSIONS_MAX was reached */
  constructor(private readonly onEvicted: () => void) {}

  find(sessionId: string): SessionRecord | undefined {
    return this.sessions.get(sessionId)
  }

  ofPlayer(playerId: string): SessionRecord | undefined {
    const sessionId = this.idByPlayer.get(playerId)
    return sessionId === undefined ? undefined : this.sessions.get(sessionId)
  }

  async begin(session: SessionRecord): Promise<void> {
    this.remove(this.ofPlayer(session.playerId))
    for (const oldest of this.sessions.values()) {
      const isOver = oldest.expiresAtMs <= session.rotatedAtMs
      if (!isOver && this.sessions.size < SESSIONS_MAX) break
      if (!isOver) this.onEvicted()
      this.remove(oldest)
    }
    this.keep(session)
  }

  async rotate(sessionId: string, rotations: number, nowMs: number, expiresAtMs: number): Promise<Rotation> {
    const session = this.sessions.get(sessionId)
    if (session === undefined) return 'gone'
    if (rotations === session.rotations) {
      const rotated = { ...session, rotations: rotations + 1, rotatedAtMs: nowMs, expiresAtMs }
      this.keep(rotated)
      return rotated
    }
    const isRetry = rotations === session.rotations - 1 && nowMs - session.rotatedAtMs < ROTATION_GRACE_MS
    if (isRetry) return session
    this.remove(session)
    return 'reused'
  }

  async rename(playerId: string, displayName: string): Promise<SessionRecord | undefined> {
    const session = this.ofPlayer(playerId)
    if (session === undefined) return undefined
    const renamed = { ...session, displayName }
    this.sessions.set(session.sessionId, renamed)
    return renamed
  }

  async end(playerId: string): Promise<void> {
    this.remove(this.ofPlayer(playerId))
  }

  private keep(session: SessionRecord): void {
    this.sessions.delete(session.sessionId)
    this.sessions.set(session.sessionId, session)
    this.idByPlayer.set(session.playerId, session.sessionId)
  }

  private remove(session: SessionRecord | undefined): void {
    if (session === undefined) return
    this.sessions.delete(session.sessionId)
    this.idByPlayer.delete(session.playerId)
  }
}
