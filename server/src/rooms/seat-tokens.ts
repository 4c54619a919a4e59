// Seat tokens: what a client shows on `/play` to take the seat that the lobby reserved for it. 128 random bits, good for
// one room of this process, once, for 30 seconds. Used ones are remembered until they would have ended, so that a second
// use is told apart from a forgery. Pure: randomness and time are arguments.

import { SEAT_TOKEN_MS } from './seats.js'

/** Tokens remembered at a time. More: the oldest ones end early (counted). */
export const SEAT_TOKENS_MAX = 65_536

export interface TokenHolder {
  readonly roomId: string
  readonly playerId: string
}

export type TokenRefusal = 'invalid' | 'expired' | 'used'

interface TokenEntry extends TokenHolder {
  readonly expiresAtMs: number
  used: boolean
}

export class SeatTokens {
  private readonly entries = new Map<string, TokenEntry>()

  /**
   * @param randomToken - 128 random bits as URL-safe text
   * @param onEvicted - a token ended early because SEAT_TOKENS_MAX was reached
   */
  constructor(
    private readonly randomToken: () => string,
    private readonly onEvicted: () => void,
  ) {}

  issue(holder: TokenHolder, nowMs: number): string {
    this.forget(nowMs)
    const token = this.randomToken()
    this.entries.set(token, { ...holder, expiresAtMs: nowMs + SEAT_TOKEN_MS, used: false })
    return token
  }

  /** Uses a token up, or says why it is worth nothing. */
  redeem(token: string, nowMs: number): TokenHolder | TokenRefusal {
    const entry = this.entries.get(token)
    if (entry === undefined) return 'invalid'
    if (entry.used) return 'used'
    if (nowMs >= entry.expiresAtMs) return 'expired'
    entry.used = true
    return entry
  }

  /** Drops what ended more than one lifetime ago; a map keeps its entries in the order of their making. */
  private forget(nowMs: number): void {
    for (const [token, entry] of this.entries) {
      const full = this.entries.size >= SEAT_TOKENS_MAX
      if (!full && nowMs < entry.expiresAtMs + SEAT_TOKEN_MS) return
      if (full && nowMs < entry.expiresAtMs) this.onEvicted()
      this.entries.delete(token)
    }
  }
}
