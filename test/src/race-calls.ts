// The calls of a race over Thrift connections, and how often each was answered: once, in the end, whatever became of the
// connection meanwhile.

import type { ServiceType } from '@tickwire/protocol'
import { type Caller, memoryClient } from '@tickwire/server/internals'

/** What takes the messages: the players' dispatcher or the operators'. */
interface CallTarget {
  handle(message: Uint8Array, caller: Caller, reply: (bytes: Uint8Array) => void): unknown
}

interface SentCall {
  readonly what: string
  answers: number
}

export class RaceCalls {
  private readonly sent: SentCall[] = []

  get count(): number {
    return this.sent.length
  }

  /** What is refused is an answer too: the promise may be left alone. @param name - on the wire, such as "FieldRoom@field-1" */
  make<C, R>(
    target: CallTarget,
    caller: Caller,
    service: ServiceType<C>,
    what: string,
    call: (client: C) => Promise<R>,
    name?: string,
  ): Promise<R> {
    const sent: SentCall = { what, answers: 0 }
    this.sent.push(sent)
    const handle = (message: Uint8Array, reply: (bytes: Uint8Array) => void) => {
      target.handle(message, caller, (bytes) => {
        sent.answers++
        reply(bytes)
      })
      return undefined
    }
    const answered = call(memoryClient(service, 'compact', handle, name))
    answered.catch(() => undefined)
    return answered
  }

  checkNoneTwice(): void {
    for (const { what, answers } of this.sent) expect(answers <= 1, `${what} was answered ${answers} times`)
  }

  checkAllAnswered(): void {
    for (const { what, answers } of this.sent) expect(answers === 1, `${what} was answered ${answers} times`)
  }
}

export function newCaller(connectionId: number, address: string): Caller {
  return { connectionId, address, player: undefined, operator: undefined, roomId: undefined }
}

export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}
