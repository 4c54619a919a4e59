// What a contender's client must say and read, and no more: the load worker does the sockets, the schedule and the counting
// in the same way for everybody. As cheap as it can be, so that the server is the limit.

export interface ClientProtocol {
  /**
   * Whatever comes before the play socket (HTTP or RPC).
   * @param url - where the server is
   * @param number - counts from 0
   * @param localAddress - where to come from, if that matters
   */
  seat(url: string, number: number, localAddress?: string): Promise<Seat>
  newClient(number: number): ProtocolClient
}

export interface Seat {
  /** `ws:` address of the play socket. */
  readonly playUrl: string
  /** The first message, for protocols that have one. */
  readonly hello: Uint8Array | undefined
}

export interface ProtocolClient {
  /**
   * Takes one message of the server.
   * @param message - borrowed until this returns
   * @param send - for an answer that the protocol wants; takes the bytes before it returns
   * @returns whether it was an update of the state, which is what is counted
   */
  receive(message: Uint8Array, send: (message: Uint8Array) => void): boolean
  /** The next input of a player; borrowed until the next call. */
  input(): Uint8Array
}
