// What few games need, for browsers: fetched when it is first asked for. A fetch that fails rejects, and the next call tries again.

type MessageCodec = typeof import('./message-codec.js')
type Party = typeof import('./party.js')

let codec: MessageCodec | undefined
let loading: Promise<MessageCodec> | undefined

/** Undefined until it is loaded; from then on nothing waits for it. */
export function messageCodec(): MessageCodec | undefined {
  return codec
}

/** One promise for all who wait, so that they go on in their order: those of several imports settle in any. */
export function loadMessageCodec(): Promise<MessageCodec> {
  loading ??= import('./message-codec.js').then(
    (loaded) => {
      codec = loaded
      return loaded
    },
    (error: unknown) => {
      loading = undefined
      throw error
    },
  )
  return loading
}

export function loadParty(): Promise<Party> {
  return import('./party.js')
}
