// The certificate that listeners show, from two PEM files that somebody renews while the server runs. It looks into them
// every few seconds rather than watch them: Kubernetes swaps a link to their folder, which no watcher of a file sees. What
// does not fit together is refused here, so that listeners get only what works; connections stay on the certificate that
// they began with.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Counters } from '../rpc/reporting.js'

/** The files are looked into this often, milliseconds. A change counts once two looks found the same: both are written by then. */
export const CERTIFICATE_CHECK_MS = 5_000

export interface CertificateFiles {
  /** PEM: the server's certificate, then those that lead to a root. */
  readonly certFile: string
  /** PEM, without a passphrase. */
  readonly keyFile: string
}

export interface Certificate extends CertificateFiles {
  readonly cert: string
  readonly key: string
}

/** Rejects, and goes on with the one before, where the new one cannot be shown. */
export type Renew = (certificate: Certificate) => Promise<void> | void

export interface CertificateLog {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What a look into the files found: what they hold, or why they could not be read. */
type Found = Certificate | { readonly problem: string }

export class CertificateWatch {
  private shown: Certificate
  private last: Found
  /** What was last acted upon, done or refused: not again before the files change. */
  private settled: Found
  private readonly renewals: Renew[] = []

  /** @throws Error that names the files and the fix, where they are no certificate with its key */
  constructor(
    private readonly files: CertificateFiles,
    private readonly counters: Counters,
    private readonly log: CertificateLog,
  ) {
    const found = read(files)
    const problem = problemOf(found)
    if ('problem' in found || problem !== undefined) throw new Error(`tls: ${problem}`)
    this.shown = found
    this.last = found
    this.settled = found
  }

  /** The last one that was good. */
  get current(): Certificate {
    return this.shown
  }

  onRenewed(renew: Renew): void {
    this.renewals.push(renew)
  }

  /** Looks into the files; to be called every CERTIFICATE_CHECK_MS. */
  async check(): Promise<void> {
    const found = read(this.files)
    const isStill = isSame(found, this.last)
    this.last = found
    if (!isStill || isSame(found, this.settled)) return
    this.settled = found
    if (isSame(found, this.shown)) return
    const problem = problemOf(found)
    if ('problem' in found || problem !== undefined) this.refuse(problem)
    else await this.take(found)
  }

  private async take(certificate: Certificate): Promise<void> {
    this.shown = certificate
    const done = await Promise.allSettled(this.renewals.map(async (renew) => renew(certificate)))
    const failed = done.filter((each) => each.status === 'rejected')
    for (const { reason } of failed) this.refuse(String(reason))
    if (failed.length > 0) return
    const { certFile, cert } = certificate
    this.log.info({ certFile, validTo: new X509Certificate(cert).validTo }, 'the certificate was renewed')
  }

  private refuse(problem: string | undefined): void {
    this.counters.count('certificates_refused')
    this.log.error({ problem }, 'a new certificate cannot be used: the old one stays')
  }
}

function read({ certFile, keyFile }: CertificateFiles): Found {
  try {
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { problem: `${why}; name PEM files that this user may read` }
  }
}

/** Why this is no certificate that a listener can show. */
function problemOf(found: Found): string | undefined {
  if ('problem' in found) return found.problem
  const { certFile, keyFile, cert, key } = found
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) throw new Error('the key is of another one')
    createSecureContext({ cert, key }) // the chain behind the certificate is looked at here
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `${certFile} and ${keyFile} are no certificate with its key (PEM, no passphrase): ${why}`
  }
}

function isSame(a: Found, b: Found): boolean {
  if ('problem' in a || 'problem' in b) return 'problem' in a && 'problem' in b && a.problem === b.problem
  return a.cert === b.cert && a.key === b.key
}
