// Picks the reader of a complete Thrift message by its first byte, and the writer that answers in the same protocol.
// Only strict binary and compact exist here: old-style binary, JSON, header and HTTP are refused before they are read.

import { BinaryReader } from './binary-reader.js'
import { BinaryWriter } from './binary-writer.js'
import { type BoundedReader, ProtocolError } from './bounded-reader.js'
import { CompactReader } from './compact-reader.js'
import { CompactWriter } from './compact-writer.js'
import type { ReplyWriter } from './reply-writer.js'
import { BINARY_FIRST_BYTE, COMPACT_FIRST_BYTE } from './thrift-types.js'

/** The two protocols with their reused writers; one for each dispatcher. */
export class BoundedProtocol {
  private readonly binary = new BinaryWriter()
  private readonly compact = new CompactWriter()

  /** @throws ProtocolError BAD_PROTOCOL when the first byte belongs to neither */
  open(message: Uint8Array): { reader: BoundedReader; writer: ReplyWriter } {
    if (message[0] === BINARY_FIRST_BYTE) return { reader: new BinaryReader(message), writer: this.binary }
    if (message[0] === COMPACT_FIRST_BYTE) return { reader: new CompactReader(message), writer: this.compact }
    throw new ProtocolError('BAD_PROTOCOL')
  }
}
