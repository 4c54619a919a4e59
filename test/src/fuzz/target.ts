// What one thing that reads foreign bytes looks like to the fuzz loop: bytes in, an exception when something is wrong. A
// target starts anew for each input, so that an input alone shows what it found.

export interface FuzzTarget {
  /** Also the name of its corpus, `test/corpus/NAME.txt`. */
  readonly name: string
  /** What must hold, for the help text. */
  readonly what: string
  /** Well-formed inputs to begin with. */
  seeds(): readonly Uint8Array[] | Promise<readonly Uint8Array[]>
  /** Throws, or rejects, when something does not hold. */
  run(input: Uint8Array): void | Promise<void>
}

/** A failed expectation; what it says is what the report shows. */
export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

/** Several messages as one input: two bytes of length, big-endian, before each. Any input is such a list. */
export function joined(messages: readonly Uint8Array[]): Uint8Array {
  const parts = messages.flatMap((message) => [Uint8Array.of(message.length >> 8, message.length & 0xff), message])
  return Uint8Array.from(Buffer.concat(parts))
}

/** The messages of an input; the last one ends with it, whatever its length says. */
export function split(input: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = []
  for (let at = 0; at + 2 <= input.length; ) {
    const length = (input[at]! << 8) | input[at + 1]!
    messages.push(input.slice(at + 2, at + 2 + length))
    at += 2 + length
  }
  return messages
}
