// Calls and messages that wait for a room's next tick. They run inside the tick in the order of their arrival, before its
// joins and commands, and are answered after its snapshots were sent, so an answer never overtakes the state it belongs
// to.

/** Jobs waiting for one room. One more is refused with ROOM_BUSY. */
export const MAILBOX_MAX = 1_024

/** Something that wants to run inside a tick. None of its functions throws. */
export interface MailboxJob {
  /** False: it waits for the next tick, because who sent it has not been let in yet. */
  isReady(): boolean
  run(tick: number): void
  answer(tick: number): void
  /** The room ended first. */
  abandon(): void
}

export class Mailbox {
  private waiting: MailboxJob[] = []
  private running: MailboxJob[] = []

  get isFull(): boolean {
    return this.waiting.length >= MAILBOX_MAX
  }

  /** The caller has checked `isFull`. */
  put(job: MailboxJob): void {
    this.waiting.push(job)
  }

  /** Runs everything that has arrived by now and is ready; what is not, and what arrives meanwhile, waits for the next tick. */
  drain(tick: number): void {
    const jobs = this.waiting
    if (jobs.length === 0) return
    this.waiting = []
    for (const job of jobs) {
      if (!job.isReady()) {
        this.waiting.push(job)
        continue
      }
      this.running.push(job)
      job.run(tick)
    }
  }

  /** Answers what the last `drain` ran. */
  reply(tick: number): void {
    for (const job of this.running) job.answer(tick)
    this.running.length = 0
  }

  /** The room is over: nobody waits for it any longer. */
  abandon(): void {
    for (const job of this.running) job.abandon()
    for (const job of this.waiting) job.abandon()
    this.running.length = 0
    this.waiting.length = 0
  }
}
