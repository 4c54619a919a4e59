// What the browser gets: the project's page with the script of `tickwire dev` in it, the client's script, and what is wrong with
// the game. A page asks for the latter every so often, and loads itself again when it is not of the newest version.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Problem } from './problem.js'
import { PAGE, type Project, pageFiles } from './project.js'

const SCRIPT = 'tickwire-dev.js'
const OVERLAY = fileURLToPath(new URL(`../../overlay/${SCRIPT}`, import.meta.url))

export class PageFolder {
  /** For the server. */
  readonly folder: URL
  private readonly path: string
  private version = versionNow()
  private before = ''
  private problems: readonly Problem[] = []

  constructor(private readonly project: Project) {
    this.path = join(project.built, 'page')
    this.folder = pathToFileURL(`${this.path}/`)
    rmSync(this.path, { recursive: true, force: true })
    mkdirSync(this.path, { recursive: true })
  }

  /** Takes the page as it is now. @returns whether it is another */
  write(client: string): boolean {
    const { folder } = this.project
    const files = pageFiles(this.project)
    const now = [client, ...files.map((file) => readFileSync(join(folder, file), 'latin1'))].join('\0')
    if (now === this.before) return false
    this.before = now
    for (const file of files) copyFileSync(join(folder, file), join(this.path, file))
    writeFileSync(join(this.path, 'client.js'), client)
    copyFileSync(OVERLAY, join(this.path, SCRIPT))
    this.writePage()
    return true
  }

  /** Pages that are open load themselves again, even if the page is the same. */
  loadAgain(): void {
    this.version = versionNow()
    this.writePage()
    this.tell(this.problems)
  }

  private writePage(): void {
    const html = readFileSync(join(this.project.folder, PAGE), 'utf8')
    const script = `<script type="module" src="${SCRIPT}?${this.version}"></script>`
    writeFileSync(join(this.path, PAGE), /<head>/i.test(html) ? html.replace(/<head>/i, `$&${script}`) : script + html)
  }

  tell(problems: readonly Problem[]): void {
    this.problems = problems
    writeFileSync(join(this.path, 'tickwire-dev.json'), JSON.stringify({ version: this.version, problems }))
  }
}

/** Never one that an earlier run of the command had. */
function versionNow(): string {
  return String(Date.now())
}
