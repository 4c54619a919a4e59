// What is answered to an HTTP request, whichever listener writes it, and the routes that have no body to read: a page's
// files, health, metrics.

export type Header = readonly [name: string, value: string]

export interface HttpAnswer {
  readonly status: number
  readonly headers: readonly Header[]
  /** Bytes are borrowed until whoever writes the answer returns. */
  readonly body: string | Uint8Array
  /** What the peer still sends is not read: the socket closes behind the answer. */
  readonly closes?: boolean
}

/** What answers a path, by method. HEAD is answered as GET is, without the body. */
export type HttpRoute = Readonly<Partial<Record<'GET' | 'POST', () => HttpAnswer | Promise<HttpAnswer>>>>

/** By URL path; asked with every request. */
export type HttpRoutes = Pick<ReadonlyMap<string, HttpRoute>, 'get'>

/** An answer for a person. */
export function textAnswer(status: number, text: string, headers: readonly Header[] = []): HttpAnswer {
  return { status, headers: [...TEXT_HEADERS, ...headers], body: `${text}\n` }
}

const TEXT_HEADERS: readonly Header[] = [
  ['Content-Type', 'text/plain; charset=utf-8'],
  ['X-Content-Type-Options', 'nosniff'],
]
