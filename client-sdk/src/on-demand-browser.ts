// What few games need, for browsers: fetched when it is first asked for.

type Msgpackr = typeof import('msgpackr')
type Party = typeof import('./party.js')

export const msgpackr: Msgpackr | undefined = undefined

export function loadMsgpackr(): Promise<Msgpackr> {
  return import('msgpackr')
}

export function loadParty(): Promise<Party> {
  return import('./party.js')
}
