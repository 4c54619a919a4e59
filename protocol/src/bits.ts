// Bits in and out of byte buffers, lowest bit first. The writer belongs to one owner and is reused; the view that it
// gives out is borrowed until the next `reset`. The reader checks every read against the end: beyond it, it answers 0
// and remembers the failure, so that a decoder can read on and refuse the packet once, at its end.

/** Whether typed arrays store the low byte first, as the writer's word store needs. True wherever Node and browsers run. */
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1
if (!LITTLE_ENDIAN) throw new Error('Tickwire needs a little-endian machine')

/** A packed code is a number: its length in these lowest bits, above them its bits, at most PACKED_BITS_MAX. */
export const PACKED_LENGTH_BITS = 8
export const PACKED_BITS_MAX = 32 - PACKED_LENGTH_BITS

export class BitWriter {
  private words: Uint32Array
  private buffer: Uint8Array
  /** Ready-made views by length: a new view a packet would be the only garbage of the send path. */
  private views: (Uint8Array | undefined)[] = []
  private index = 0
  private word = 0
  private fill = 0

  /** @param bytesMax - capacity; writing more without `reserve` is our own mistake and throws in `bytes` */
  constructor(private bytesMax: number) {
    this.words = new Uint32Array((bytesMax + 3) >>> 2)
    this.buffer = new Uint8Array(this.words.buffer)
  }

  reset(): void {
    this.index = 0
    this.word = 0
    this.fill = 0
  }

  /** Makes room for `bits` more, in memory twice as large if need be: for what only its use can tell the size of. */
  reserve(bits: number): void {
    const bytes = (this.bitLength + bits + 7) >>> 3
    if (bytes <= this.bytesMax) return
    const { words } = this
    this.bytesMax = Math.max(2 * this.bytesMax, bytes)
    this.words = new Uint32Array((this.bytesMax + 3) >>> 2)
    this.words.set(words)
    this.buffer = new Uint8Array(this.words.buffer)
    this.views = []
  }

  get bitLength(): number {
    return this.index * 32 + this.fill
  }

  get byteLength(): number {
    return (this.bitLength + 7) >>> 3
  }

  /** Appends the lowest `bits` (0-32) of `value`; its higher bits must be 0. */
  write(value: number, bits: number): void {
    const fill = this.fill
    this.word |= value << fill
    const total = fill + bits
    if (total < 32) {
      this.fill = total
      return
    }
    this.words[this.index++] = this.word
    this.word = fill === 0 ? 0 : value >>> (32 - fill)
    this.fill = total - 32
  }

  /**
   * Appends the packed codes that stand in `codes` at `indexes`, from the `from`-th to before the `end`-th. Stops before one
   * that is longer than PACKED_BITS_MAX, and answers where. The loop of every snapshot: its state stays in registers, and it
   * stores the word under way each time, because when that is full no processor foresees.
   */
  writePacked(codes: Int32Array, indexes: Uint32Array, from: number, end: number): number {
    const { words } = this
    let index = this.index | 0
    let word = this.word | 0
    let fill = this.fill | 0
    let at = from | 0
    for (; at < end; at = (at + 1) | 0) {
      const packed = codes[indexes[at]!]!
      const bits = packed & ((1 << PACKED_LENGTH_BITS) - 1)
      if (bits > PACKED_BITS_MAX) break
      const code = packed >>> PACKED_LENGTH_BITS
      const total = (fill + bits) | 0
      const isFull = total >> 5
      word |= code << fill
      words[index] = word
      index = (index + isFull) | 0
      fill = total & 31
      // What did not go into a full word begins the next one.
      word = (word & (isFull - 1)) | ((code >>> (bits - fill)) & -isFull)
    }
    this.index = index
    this.word = word
    this.fill = fill
    return at
  }

  /** Appends `bits` bits of another writer's finished bits, from its bit `from` on. */
  copy(source: BitWriter, from: number, bits: number): void {
    const words = source.words
    let at = from
    let left = bits
    while (left > 0) {
      const word = words[at >>> 5]!
      const shift = at & 31
      const take = Math.min(32 - shift, left)
      const value = take === 32 ? word : (word >>> shift) & ((1 << take) - 1)
      this.write(value, take)
      at += take
      left -= take
    }
  }

  /** The first 32 bits written; call `flush` first. */
  get firstWord(): number {
    return this.words[0]!
  }

  /** Stores the last, partial word, so that `copy` and `bytes` see every bit written so far. */
  flush(): void {
    this.words[this.index] = this.word
  }

  /** The bytes written so far, zero-padded to a whole byte. Borrowed until the next `reset`. */
  bytes(): Uint8Array {
    const length = this.byteLength
    if (length > this.bytesMax) throw new Error(`wrote ${length} bytes into a writer of ${this.bytesMax}`)
    this.flush()
    let view = this.views[length]
    if (view === undefined) {
      view = this.buffer.subarray(0, length)
      this.views[length] = view
    }
    return view
  }
}

export class BitReader {
  private data: Uint8Array = new Uint8Array(0)
  private position = 0
  private end = 0
  /** Why the packet must be refused, or undefined. The first reason stays. */
  failure: string | undefined

  /** Starts reading `data`, which must stay unchanged until the reader is done. */
  open(data: Uint8Array): this {
    this.data = data
    this.position = 0
    this.end = data.length * 8
    this.failure = undefined
    return this
  }

  /** The next `bits` (0-32) as an unsigned number; 0 and a failure beyond the end. */
  read(bits: number): number {
    const position = this.position
    if (position + bits > this.end) {
      this.fail('TRUNCATED')
      return 0
    }
    this.position = position + bits
    if (bits === 0) return 0
    const data = this.data
    let byte = position >>> 3
    const shift = position & 7
    let value = data[byte]! >>> shift
    for (let got = 8 - shift; got < bits; got += 8) value |= data[++byte]! << got
    return bits === 32 ? value >>> 0 : value & ((1 << bits) - 1)
  }

  /** Marks the packet as bad; reading on is safe and yields whatever the bits say. */
  fail(reason: string): void {
    this.failure ??= reason
  }

  get bitsLeft(): number {
    return this.end - this.position
  }

  /** Refuses a packet with bits left over: only the zero padding of the last byte may follow. */
  close(): void {
    const left = this.bitsLeft
    if (left >= 8 || this.read(left) !== 0) this.fail('TRAILING_BITS')
  }
}
