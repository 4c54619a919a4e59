// The folder of a game as `tickwire new` writes it: one IDL, the simulation, the page. `tickwire dev` and `build` work in it by these names.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const SIMULATION = 'simulation.ts'
export const CLIENT = 'client.ts'
export const PAGE = 'index.html'

/** What stands beside the page and is served as it is. */
const PAGE_FILE = /\.(html|css|svg|png|ico|webmanifest|woff2)$/

export interface Project {
  readonly folder: string
  /** File name of the IDL. */
  readonly idl: string
  /** Where generated code goes. */
  readonly generated: string
  /** Where builds go. Not for version control. */
  readonly built: string
  /** Where `tickwire build` puts what is served. Not for version control. */
  readonly dist: string
}

/** @throws Error with one line for a person */
export function findProject(folder: string): Project {
  const idls = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.thrift')) : []
  const missing = [SIMULATION, CLIENT, PAGE, 'package.json'].filter((file) => !existsSync(join(folder, file)))
  const [idl] = idls
  if (idl === undefined) missing.unshift('*.thrift')
  if (idl === undefined || missing.length > 0) {
    throw new Error(`${folder} has no ${missing.join(', no ')}; go into a game's folder, or make one: tickwire new`)
  }
  if (idls.length > 1) throw new Error(`which IDL is the game's: ${idls.join(', ')}? Keep one in ${folder}`)
  return {
    folder,
    idl,
    generated: join(folder, 'gen-nodejs'),
    built: join(folder, '.tickwire'),
    dist: join(folder, 'dist'),
  }
}

export function pageFiles({ folder }: Project): string[] {
  return readdirSync(folder).filter((file) => PAGE_FILE.test(file))
}
