// A game's page: every file below one folder, read into memory once at start (in development with every request), so that
// serving it does not touch the disk and no path from outside is ever resolved. Content types and a strict content security policy come with them.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import type { Header, HttpAnswer, HttpRoute, HttpRoutes } from './http-answer.js'

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Sent with every file: scripts and sockets of this origin only. */
const PAGE_HEADERS: readonly Header[] = [
  [
    'Content-Security-Policy',
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'",
  ],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cache-Control', 'no-cache'],
]

/**
 * By URL path; `/` is `index.html`.
 * @throws Error when there is no such folder
 */
export function loadStaticFiles(folder: string): Map<string, HttpRoute> {
  if (!existsSync(folder)) throw new Error(`the game's page folder ${folder} is missing; build the page (make build)`)
  return new Map(
    [...filesOf(folder)].map(([url, file]) => {
      const answer = answerOf(file)
      return [url, { GET: () => answer }]
    }),
  )
}

/** The same, with the folder as it is at each request: for development. */
export function freshStaticFiles(folder: string): HttpRoutes {
  return {
    get(path) {
      const file = filesOf(folder).get(path)
      return file === undefined ? undefined : { GET: () => answerOf(file) }
    },
  }
}

/** Paths of files by URL path. */
function filesOf(folder: string): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    files.set(`/${relative(folder, file).split(sep).join('/')}`, file)
  }
  const index = files.get('/index.html')
  if (index !== undefined) files.set('/', index)
  return files
}

function answerOf(file: string): HttpAnswer {
  const contentType = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream'
  return { status: 200, headers: [['Content-Type', contentType], ...PAGE_HEADERS], body: readFileSync(file) }
}
