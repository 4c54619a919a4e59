// Notices that a project's files were saved: looks at their times and sizes a few times a second. A project has some dozens of
// files, and unlike file events this works alike on every system, for editors that replace files, and on mounted folders.

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Between two looks, milliseconds: a save is noticed within a breath. */
export const LOOK_MS = 150

/** Written by `tickwire dev` itself, or by npm. */
const PASSED_OVER = new Set(['node_modules', 'gen-nodejs'])

/** Calls back when something below the folder changed. @returns what ends it */
export function watch(folder: string, onChange: () => void): () => void {
  let before = fingerprint(folder)
  const timer = setInterval(() => {
    const now = fingerprint(folder)
    if (now === before) return
    before = now
    onChange()
  }, LOOK_MS)
  return () => clearInterval(timer)
}

function fingerprint(folder: string): string {
  const lines: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) continue
    if (entry.isDirectory()) lines.push(fingerprint(path))
    // A file may be gone between the two looks, while an editor replaces it.
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isFile()) lines.push(`${path} ${stat.mtimeMs} ${stat.size}`)
  }
  return lines.join('\n')
}
