// TypeScript to what runs: the simulation to one module that Node imports, the client to one script for the page. Syntax and imports
// are checked here; types are not (`type-check`).

import { join } from 'node:path'
import type { BuildOptions, OutputFile } from 'esbuild'
import { isMade, type Made } from './problem.js'
import { CLIENT, type Project, SIMULATION } from './project.js'
import type { Tools } from './tools.js'

/** Packages stay imports, Apache's CommonJS classes too: they are the same in every bundle, and of the server's own copy. */
export async function bundleSimulation(project: Project, { esbuild }: Tools): Promise<Made<string>> {
  const made = await bundle(esbuild, project, SIMULATION, {
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    external: ['#*'],
    sourcemap: 'inline',
  })
  return textOf(made)
}

export async function bundleClient(project: Project, { esbuild, browserOptions }: Tools): Promise<Made<string>> {
  return textOf(await bundle(esbuild, project, CLIENT, { ...browserOptions, sourcemap: 'inline' }))
}

/** The client as small as it gets, with files beside it for what it loads on demand. @param outdir - where the files say they belong */
export function bundleSmallClient(
  project: Project,
  { esbuild, browserOptions }: Tools,
  outdir: string,
): Promise<Made<readonly OutputFile[]>> {
  return bundle(esbuild, project, CLIENT, { ...browserOptions, outdir, splitting: true, minify: true, sourcemap: true })
}

function textOf(made: Made<readonly OutputFile[]>): Made<string> {
  return isMade(made) ? { value: made.value[0]!.text } : made
}

async function bundle(
  esbuild: Tools['esbuild'],
  { folder, built }: Project,
  entry: string,
  options: BuildOptions,
): Promise<Made<readonly OutputFile[]>> {
  try {
    const { outputFiles } = await esbuild.build({
      outdir: built,
      ...options,
      absWorkingDir: folder,
      entryPoints: [join(folder, entry)],
      write: false,
      logLevel: 'silent',
    })
    return { value: outputFiles }
  } catch (error) {
    const { errors } = error as Partial<import('esbuild').BuildFailure>
    if (errors === undefined) throw error
    const texts = await esbuild.formatMessages(errors, { kind: 'error', color: false })
    return { problems: texts.map((text) => ({ by: 'bundler', text: text.trim() })) }
  }
}
