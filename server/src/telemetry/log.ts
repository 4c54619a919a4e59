// The server's log: JSON lines by pino, one a session, a room and a class of refusal. Lines that a stranger can cause are
// limited by class, so that nobody can fill a disk; what was left out is counted in the next line. Seat and access tokens
// never reach it.

import { type Logger, pino } from 'pino'

/** Lines of one class in a minute that a peer can cause. Beyond: counted, and said in the next minute's first line. */
export const LOG_LINES_PER_MINUTE_MAX = 20

const MINUTE_MS = 60_000

/** @param level - a pino level, such as "info"; "silent" for none */
export function createLog(level: string): Logger {
  return pino({ level, base: null, redact: ['seatToken', 'accessToken', 'deviceId', '*.seatToken', '*.accessToken'] })
}

interface LineClass {
  sinceMs: number
  lines: number
}

/** Writes lines that peers can cause, each class of them only so often. */
export class LimitedLog {
  private readonly classes = new Map<string, LineClass>()

  constructor(
    private readonly log: Pick<Logger, 'info' | 'warn' | 'error'>,
    private readonly nowMs: () => number,
  ) {}

  /** @param message - also the class: from a fixed list, never what a peer sent */
  info(fields: object, message: string): void {
    if (this.takeLine(message)) this.log.info(fields, message)
  }

  warn(fields: object, message: string): void {
    if (this.takeLine(message)) this.log.warn(fields, message)
  }

  error(fields: object, message: string): void {
    if (this.takeLine(message)) this.log.error(fields, message)
  }

  private takeLine(kind: string): boolean {
    const nowMs = this.nowMs()
    let entry = this.classes.get(kind)
    if (entry === undefined || nowMs - entry.sinceMs >= MINUTE_MS) {
      const suppressed = Math.max(0, (entry?.lines ?? 0) - LOG_LINES_PER_MINUTE_MAX)
      entry = { sinceMs: nowMs, lines: 0 }
      this.classes.set(kind, entry)
      if (suppressed > 0) this.log.info({ kind, suppressed }, 'lines of this kind were left out')
    }
    entry.lines++
    return entry.lines <= LOG_LINES_PER_MINUTE_MAX
  }
}
