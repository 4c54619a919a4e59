// Cuts a TCP byte stream into frames: a four-byte big-endian length, then that many bytes. A frame that lies whole in
// one chunk is passed on without copying; one that dribbles in is gathered in a buffer that grows with what arrived,
// never with what was announced.

/** First size of the gathering buffer, bytes. */
const GATHER_BYTES = 1_024
const LENGTH_BYTES = 4

export class FrameReader {
  private readonly lengthBytes = Buffer.alloc(LENGTH_BYTES)
  private lengthFilled = 0
  /** Length of the frame being gathered; undefined while its length is not known. */
  private frameLength: number | undefined
  private gathered: Buffer = Buffer.alloc(0)
  private gatheredLength = 0
  /** When the first byte of the unfinished frame came; undefined between frames. */
  startedAtMs: number | undefined

  constructor(private readonly frameBytesMax: number) {}

  /**
   * Takes the next bytes of the stream.
   * @param onFrame - gets each whole frame, borrowed until it returns
   * @returns false when a length is negative or too large: the stream cannot be read on
   */
  push(chunk: Buffer, nowMs: number, onFrame: (frame: Buffer) => void): boolean {
    let rest = chunk
    while (rest.length > 0) {
      this.startedAtMs ??= nowMs
      if (this.frameLength === undefined) {
        rest = this.readLength(rest)
        if (this.lengthFilled < LENGTH_BYTES) return true
        this.frameLength = this.lengthBytes.readInt32BE()
        if (this.frameLength < 0 || this.frameLength > this.frameBytesMax) return false
      }
      const missing = this.frameLength - this.gatheredLength
      if (rest.length < missing) {
        this.gather(rest, this.frameLength)
        return true
      }
      const frame = this.finish(rest.subarray(0, missing))
      rest = rest.subarray(missing)
      onFrame(frame)
    }
    return true
  }

  /** The four bytes that stood where a length should be, once `push` has answered false. */
  get badLength(): Uint8Array {
    return this.lengthBytes
  }

  private readLength(chunk: Buffer): Buffer {
    const taken = chunk.copy(this.lengthBytes, this.lengthFilled)
    this.lengthFilled += taken
    return chunk.subarray(taken)
  }

  private finish(end: Buffer): Buffer {
    let frame = end
    if (this.gatheredLength > 0) {
      this.gather(end, this.gatheredLength + end.length)
      frame = this.gathered.subarray(0, this.gatheredLength)
    }
    this.gathered = Buffer.alloc(0)
    this.gatheredLength = 0
    this.lengthFilled = 0
    this.frameLength = undefined
    this.startedAtMs = undefined
    return frame
  }

  private gather(part: Buffer, bytesMax: number): void {
    const length = this.gatheredLength + part.length
    if (length > this.gathered.length) {
      const size = Math.min(bytesMax, Math.max(length, this.gathered.length * 2, GATHER_BYTES))
      const larger = Buffer.allocUnsafeSlow(size)
      this.gathered.copy(larger, 0, 0, this.gatheredLength)
      this.gathered = larger
    }
    part.copy(this.gathered, this.gatheredLength)
    this.gatheredLength = length
  }
}
