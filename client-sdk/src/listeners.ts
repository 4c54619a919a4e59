// The callbacks that an application registered for one kind of happening. What a callback throws is its own affair: the
// others are still called, the connection lives on, and the error goes to `report`.

export type ReportError = (error: unknown) => void

/** Rethrows outside of the client, where the browser's or Node's handling of uncaught errors finds it. */
export const rethrowLater: ReportError = (error) => {
  queueMicrotask(() => {
    throw error
  })
}

export class Listeners<A extends unknown[]> {
  private readonly callbacks = new Set<(...args: A) => void>()

  constructor(private readonly report: ReportError) {}

  get count(): number {
    return this.callbacks.size
  }

  /** Returns the function that unregisters it. */
  add(callback: (...args: A) => void): () => void {
    this.callbacks.add(callback)
    return () => {
      this.callbacks.delete(callback)
    }
  }

  emit(...args: A): void {
    for (const callback of this.callbacks) this.call(callback, ...args)
  }

  call(callback: (...args: A) => void, ...args: A): void {
    try {
      callback(...args)
    } catch (error) {
      this.reportSafely(error)
    }
  }

  private reportSafely(error: unknown): void {
    try {
      this.report(error)
    } catch (reportError) {
      rethrowLater(reportError)
    }
  }
}
