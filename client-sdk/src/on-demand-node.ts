// What few games need, for Node: it is on the disk, so it is there from the start, and nothing waits for it.

import * as loaded from 'msgpackr'
import * as party from './party.js'

export const msgpackr: typeof loaded | undefined = loaded

export async function loadMsgpackr(): Promise<typeof loaded> {
  return loaded
}

export async function loadParty(): Promise<typeof party> {
  return party
}
