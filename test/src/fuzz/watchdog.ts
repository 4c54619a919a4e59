// Notices an input that never ends. The loop cannot, it hangs; so a thread of its own looks whether inputs still change, and
// when one takes too long it writes it down and ends the process.

import { writeFileSync } from 'node:fs'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { INPUT_BYTES_MAX } from './mutator.js'

/** An input may take so long, milliseconds, on a machine that others use too. */
const INPUT_MS_MAX = 20_000

/** Counter of inputs, length of the current one, its bytes. */
const HEAD_BYTES = 8

interface WatchdogData {
  readonly shared: SharedArrayBuffer
  readonly path: string
}

export class Watchdog {
  private readonly shared = new SharedArrayBuffer(HEAD_BYTES + INPUT_BYTES_MAX)
  private readonly head = new Int32Array(this.shared, 0, 2)
  private readonly bytes = new Uint8Array(this.shared, HEAD_BYTES)
  private readonly worker: Worker

  /** @param path - where an input that hangs is written, in hex */
  constructor(path: string) {
    const data: WatchdogData = { shared: this.shared, path }
    this.worker = new Worker(new URL(import.meta.url), { workerData: data })
    this.worker.unref()
  }

  begin(input: Uint8Array): void {
    const bytes = input.subarray(0, INPUT_BYTES_MAX)
    this.bytes.set(bytes)
    this.head[1] = bytes.length
    Atomics.add(this.head, 0, 1)
  }

  async stop(): Promise<void> {
    await this.worker.terminate()
  }
}

function watch({ shared, path }: WatchdogData): void {
  const head = new Int32Array(shared, 0, 2)
  let last = Atomics.load(head, 0)
  setInterval(() => {
    const now = Atomics.load(head, 0)
    if (now === last) {
      writeFileSync(path, `${Buffer.from(new Uint8Array(shared, HEAD_BYTES, head[1])).toString('hex')}\n`)
      process.stderr.write(`an input takes longer than ${INPUT_MS_MAX} ms: ${path}\n`)
      process.kill(process.pid, 'SIGKILL')
    }
    last = now
  }, INPUT_MS_MAX)
}

if (!isMainThread) watch(workerData as WatchdogData)
