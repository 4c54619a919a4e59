// What few games need, for Node: it is on the disk, so it is there from the start, and nothing waits for it.

import * as codec from './message-codec.js'
import * as party from './party.js'

export function messageCodec(): typeof codec | undefined {
  return codec
}

export async function loadMessageCodec(): Promise<typeof codec> {
  return codec
}

export async function loadParty(): Promise<typeof party> {
  return party
}
