// What the servers of peers say when they listen.

export interface PeerReady {
  /** "host:port" */
  readonly address: string
}
