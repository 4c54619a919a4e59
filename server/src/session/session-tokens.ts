// The tokens of sessions: `kind.sessionId.number.signature`. The number is when an access token was made, or how often
// the resume token was rotated before. What a store keeps of a session lets nobody in without the signing key, a rotated
// token is told from a made-up one without being remembered, and asking twice for the next one gives the same.

/** Longest token, characters; ours have below 100. What is longer is none, and not looked into. */
const TOKEN_CHARS_MAX = 128

export type TokenKind = 'access' | 'resume'

export interface TokenClaim {
  readonly sessionId: string
  readonly number: number
}

export class SessionTokens {
  /**
   * @param sign - an HMAC under a key that nobody else has, as URL-safe text
   * @param hash - one-way; signatures are compared by their hashes, so that the time it takes tells nothing of them
   */
  constructor(
    private readonly sign: (text: string) => string,
    private readonly hash: (text: string) => string,
  ) {}

  make(kind: TokenKind, { sessionId, number }: TokenClaim): string {
    const claim = `${kind}.${sessionId}.${number}`
    return `${claim}.${this.sign(claim)}`
  }

  /** What a token of this kind claims; undefined when it is not one of ours. */
  read(kind: TokenKind, token: string): TokenClaim | undefined {
    if (token.length > TOKEN_CHARS_MAX || !token.startsWith(`${kind}.`)) return undefined
    const end = token.lastIndexOf('.')
    const claim = token.slice(0, end)
    if (this.hash(this.sign(claim)) !== this.hash(token.slice(end + 1))) return undefined
    const [, sessionId = '', number] = claim.split('.')
    return { sessionId, number: Number(number) }
  }
}
