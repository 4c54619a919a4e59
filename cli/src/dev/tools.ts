// The code generator, the bundler and the TypeScript compiler: development dependencies of a game, so that a server that only
// serves has none of them. Loaded when `tickwire dev` or `tickwire build` starts.

import { createRequire } from 'node:module'

export interface Tools {
  readonly codegen: typeof import('tickwire-codegen')
  readonly esbuild: typeof import('esbuild')
  readonly browserOptions: import('esbuild').BuildOptions
  /** The TypeScript compiler's command. */
  readonly tsc: string
}

/** @throws Error that says what to install */
export async function loadTools(): Promise<Tools> {
  try {
    const [codegen, esbuild, { browserOptions }] = await Promise.all([
      import('tickwire-codegen'),
      import('esbuild'),
      import('@tickwire/client/esbuild'),
    ])
    return { codegen, esbuild, browserOptions, tsc: createRequire(import.meta.url).resolve('typescript/bin/tsc') }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error
    const fix = 'npm install --save-dev esbuild tickwire-codegen typescript'
    throw new Error(`${message.split('\n')[0]}; in the game's folder: ${fix}`)
  }
}
