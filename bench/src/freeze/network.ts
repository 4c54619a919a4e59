// Lines on which packets really are lost, for real TCP: a network namespace for the server, one for the clients of each line,
// and between them `wire.py`, which delays and loses packets. Nothing of the machine's own network is touched, and all of it
// ends with `close`. Linux as root, with iproute2, TUN devices and Python.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What a line is like, in both directions. */
export interface LineSettings {
  /** Of the line itself, milliseconds: half of it each way. */
  readonly roundTripMs: number
  /** Part of the packets that each way loses. */
  readonly loss: number
  readonly seed: number
}

export interface Line {
  readonly settings: LineSettings
  /** Where the server is, as seen from this line's clients. */
  readonly serverAddress: string
  /** Where the clients of this line live. */
  readonly namespace: string
}

const PREFIX = `twfreeze${process.pid}`

/** Congestion control at both ends: what Debian's kernel does unless told otherwise, whatever this machine was told. */
const CONGESTION_CONTROL = 'cubic'

/** Before everything else on this machine, which would look like a freeze; a nice value holds only within one session. */
const FIRST = ['--rr', '1'] as const

// The script stands beside the sources; this file runs from `dist/`.
const WIRE = fileURLToPath(new URL('../../../src/freeze/wire.py', import.meta.url))

/** What is missing here for such lines, with the fix; undefined: nothing. */
export function missingFor(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'it makes network namespaces: run it on Linux, as root'
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun: the kernel needs TUN devices (modprobe tun)'
  for (const command of ['chrt', 'ip', 'python3']) {
    try {
      execFileSync(command, ['-V'], { stdio: 'ignore' })
    } catch {
      return `there is no ${command}: apt-get install util-linux iproute2 python3`
    }
  }
  return undefined
}

export class LossyNetwork {
  readonly serverNamespace = `${PREFIX}-s`
  readonly lines: readonly Line[]
  private readonly endings: (() => void)[] = []

  private constructor(settings: readonly LineSettings[]) {
    this.lines = settings.map((line, i) => ({
      settings: line,
      serverAddress: `10.77.${i}.1`,
      namespace: `${PREFIX}-c${i}`,
    }))
  }

  static async make(settings: readonly LineSettings[]): Promise<LossyNetwork> {
    const network = new LossyNetwork(settings)
    try {
      network.addNamespace(network.serverNamespace)
      for (const [i, line] of network.lines.entries()) await network.addLine(line, i)
    } catch (error) {
      network.close()
      throw error
    }
    return network
  }

  /** For `fork`: runs a script in a namespace, before everything else. */
  static inside(namespace: string): { readonly execPath: string; readonly execArgv: string[] } {
    return { execPath: 'chrt', execArgv: [...FIRST, 'ip', 'netns', 'exec', namespace, process.execPath] }
  }

  close(): void {
    for (const end of this.endings.splice(0).reverse()) end()
  }

  private addNamespace(name: string): void {
    ip('netns', 'add', name)
    this.endings.push(() => ip('netns', 'del', name))
    ip('-n', name, 'link', 'set', 'lo', 'up')
    // What one line taught the kernel about an address is not for the next one.
    execFileSync('ip', ['netns', 'exec', name, 'sysctl', '-qw', 'net.ipv4.tcp_no_metrics_save=1'])
  }

  private async addLine({ settings, serverAddress, namespace }: Line, number: number): Promise<void> {
    const { roundTripMs, loss, seed } = settings
    this.addNamespace(namespace)
    const devices = [`tw${process.pid}s${number}`, `tw${process.pid}c${number}`] as const
    const args = [...FIRST, 'python3', WIRE, ...devices, String(roundTripMs / 2), String(loss), String(seed)]
    const wire = spawn('chrt', args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.endings.push(() => wire.kill())
    const late = AbortSignal.timeout(5_000)
    await Promise.race([once(wire.stdout, 'data', { signal: late }), once(wire, 'exit').then(() => failed(args))])
    const clientAddress = serverAddress.replace(/1$/, '2')
    attach(devices[0], this.serverNamespace, serverAddress, clientAddress)
    attach(devices[1], namespace, clientAddress, serverAddress)
  }
}

/** Moves a device into a namespace: the wire goes on holding its other end. */
function attach(device: string, namespace: string, address: string, peer: string): void {
  ip('link', 'set', device, 'netns', namespace)
  ip('-n', namespace, 'addr', 'add', address, 'peer', peer, 'dev', device)
  ip('-n', namespace, 'link', 'set', device, 'up')
  ip('-n', namespace, 'route', 'replace', peer, 'dev', device, 'src', address, 'congctl', CONGESTION_CONTROL)
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] })
}

function failed(args: readonly string[]): never {
  throw new Error(`the wire ended at once: chrt ${args.join(' ')}`)
}
