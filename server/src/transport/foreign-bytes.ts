// Bytes that are no Thrift message of ours, named by how they begin, so that whoever sent them reads what is wrong and how to
// mend it instead of "malformed". Looks at the first bytes only; whatever begins like a message of ours is none of its
// business.

import { THRIFT_BINARY, THRIFT_COMPACT } from '@tickwire/protocol'

export interface ForeignBytes {
  /** One of few, for counters. */
  readonly kind: ForeignKind
  /** What arrived and the fix, at most 123 bytes: it fits into a close frame. */
  readonly text: string
}

export type ForeignKind =
  | 'EMPTY'
  | 'FRAMED'
  | 'GZIP'
  | 'HTTP'
  | 'JSON'
  | 'NON_STRICT'
  | 'TEXT'
  | 'THEADER'
  | 'TJSON'
  | 'TLS'
  | 'UNFRAMED'
  | 'UNKNOWN'

const TEXTS: Readonly<Record<ForeignKind, string>> = {
  EMPTY: 'an empty message arrived: send one Thrift message, binary or compact',
  FRAMED: 'a framed message arrived: one message is one body or frame here, so leave TFramedTransport out',
  GZIP: 'compressed bytes arrived: send the Thrift message as it is',
  HTTP: "an HTTP request arrived: this port takes framed Thrift; POST to /rpc on the server's HTTP port",
  JSON: 'JSON arrived: send Thrift, with TBinaryProtocol or TCompactProtocol',
  NON_STRICT: 'a non-strict binary message arrived: switch strict writing on in TBinaryProtocol',
  TEXT: 'text arrived: send Thrift, with TBinaryProtocol (strict) or TCompactProtocol',
  THEADER: "THeader's protocol arrived: use TBinaryProtocol or TCompactProtocol, framed on TCP",
  TJSON: "Thrift's JSON protocol arrived: use TBinaryProtocol or TCompactProtocol",
  TLS: 'a TLS handshake arrived: this port is not encrypted',
  UNFRAMED: 'a Thrift message without a frame arrived: wrap the socket in TFramedTransport',
  UNKNOWN: 'no Thrift message: it must begin with 0x80 (strict binary) or 0x82 (compact)',
}

/** First bytes of an HTTP/1 request, or of the preface of HTTP/2. */
const HTTP_STARTS = new Set(['GET ', 'POST', 'PUT ', 'HEAD', 'OPTI', 'DELE', 'PATC', 'CONN', 'TRAC', 'PRI '])

/** Why a whole message is none of ours; undefined when it begins like one. */
export function foreignMessage(message: Uint8Array): ForeignBytes | undefined {
  const [first, second] = message
  if (first === THRIFT_BINARY || first === THRIFT_COMPACT) return undefined
  if (first === undefined) return named('EMPTY')
  if (first === 0x0f && second === 0xff) return named('THEADER')
  // A length, then: a whole message of ours, or the name of a method.
  if (first === 0 && second === 0 && message.length > 4) {
    const inner = message[4] as number
    if (inner === THRIFT_BINARY || inner === THRIFT_COMPACT) return named('FRAMED')
    if (isLetter(inner)) return named('NON_STRICT')
  }
  return named(kindOfStart(message))
}

/** Why four bytes that stand where a frame's length should be are none. */
export function foreignLength(bytes: Uint8Array): ForeignBytes {
  if (bytes[0] === THRIFT_BINARY || bytes[0] === THRIFT_COMPACT) return named('UNFRAMED')
  return named(kindOfStart(bytes))
}

function kindOfStart(bytes: Uint8Array): ForeignKind {
  const start = String.fromCharCode(...bytes.subarray(0, 4))
  if (HTTP_STARTS.has(start)) return 'HTTP'
  if (start.startsWith('[1,"')) return 'TJSON'
  if (start.startsWith('{') || start.startsWith('[')) return 'JSON'
  if (bytes[0] === 0x16 && bytes[1] === 3) return 'TLS'
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'GZIP'
  return /^[\t\n\r -~]{4}$/.test(start) ? 'TEXT' : 'UNKNOWN'
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}

function named(kind: ForeignKind): ForeignBytes {
  return { kind, text: TEXTS[kind] }
}
