// TypeScript to what runs: the simulation to one module that Node imports, the client to one script for the page. Syntax and imports
// are checked here; types are not (`type-check`).

import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import type { Made } from './problem.js'
import { CLIENT, type Project, SIMULATION } from './project.js'
import type { Tools } from './tools.js'

/** Packages stay imports, Apache's CommonJS classes too: they are the same in every bundle, and of the server's own copy. */
export function bundleSimulation(project: Project, { esbuild }: Tools): Promise<Made<string>> {
  return bundle(esbuild, project, SIMULATION, {
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    external: ['#*'],
  })
}

export function bundleClient(project: Project, { esbuild, browserOptions }: Tools): Promise<Made<string>> {
  return bundle(esbuild, project, CLIENT, browserOptions)
}

async function bundle(
  esbuild: Tools['esbuild'],
  { folder, built }: Project,
  entry: string,
  options: BuildOptions,
): Promise<Made<string>> {
  try {
    const { outputFiles } = await esbuild.build({
      ...options,
      absWorkingDir: folder,
      entryPoints: [join(folder, entry)],
      outdir: built,
      sourcemap: 'inline',
      write: false,
      logLevel: 'silent',
    })
    return { value: outputFiles[0]!.text }
  } catch (error) {
    const { errors } = error as Partial<import('esbuild').BuildFailure>
    if (errors === undefined) throw error
    const texts = await esbuild.formatMessages(errors, { kind: 'error', color: false })
    return { problems: texts.map((text) => ({ by: 'bundler', text: text.trim() })) }
  }
}
