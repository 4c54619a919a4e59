import type { BuildOptions } from 'esbuild'

/** What a page that uses this client is bundled with; to be spread into a build's options. */
export declare const browserOptions: BuildOptions
