// What a page downloads of a bundle that comes in several files: an entry and all that it imports at once. What it imports later,
// when it is needed, does not count.

import { gzipSync } from 'node:zlib'

/**
 * @param result - of esbuild's `build` with `metafile`, `splitting` and `write: false`
 * @param name - file name of the entry
 * @returns the files, the modules in them, and their bytes, each file gzipped by itself
 */
export function loadedWith({ outputFiles, metafile }, name) {
  const paths = Object.keys(metafile.outputs)
  const pathOf = (file) => paths.find((path) => path.endsWith(`/${file}`))
  const loaded = new Set()
  const load = (path) => {
    if (loaded.has(path)) return
    loaded.add(path)
    for (const { path: imported, kind } of metafile.outputs[path].imports)
      if (kind === 'import-statement') load(imported)
  }
  load(pathOf(name))
  const files = [...loaded].map((path) => path.slice(path.lastIndexOf('/') + 1))
  const modules = [...loaded].flatMap((path) => {
    const { inputs } = metafile.outputs[path]
    return Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0)
  })
  return { files, modules, ...bytesOf(outputFiles.filter(({ path }) => files.includes(path.split(/[\\/]/).at(-1)))) }
}

/** Source maps are for those who look for mistakes. */
export function bytesOf(outputFiles) {
  const scripts = outputFiles.filter(({ path }) => path.endsWith('.js'))
  const sum = (sizeOf) => scripts.reduce((bytes, { contents }) => bytes + sizeOf(contents), 0)
  return { bytes: sum(({ length }) => length), gzippedBytes: sum((contents) => gzipSync(contents).length) }
}
