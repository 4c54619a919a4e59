// Certificates for tests: made by openssl, since Node's own crypto signs none.

import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CertificateFiles } from './certificate.js'

/** Makes a certificate for localhost and 127.0.0.1 that `name` can be told by, in a folder that exists. */
export function selfSigned(
  folder: string,
  name: string,
): CertificateFiles & { readonly copyTo: (to: CertificateFiles) => void } {
  const files = { certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) }
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', files.keyFile]
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', ...key, ...names, '-days', '2', '-out', files.certFile], { stdio: 'ignore' })
  return {
    ...files,
    copyTo({ certFile, keyFile }) {
      copyFileSync(files.certFile, certFile)
      copyFileSync(files.keyFile, keyFile)
    },
  }
}
