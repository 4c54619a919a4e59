// What the closed loop needs of a contender's client: one connection on which some calls are under way at a time.

export interface CallClient {
  /** Starts the next call of a slot, which has none under way. */
  call(slot: number): void
  close(): void
}

export interface CallEvents {
  /** The slot's call was answered with the greeting, to the last byte. */
  answered(slot: number): void
  /** Anything else: a refusal, a wrong reply, a closed connection. */
  failed(error: Error): void
}

export type OpenClient = (address: string, depth: number, events: CallEvents) => Promise<CallClient>
