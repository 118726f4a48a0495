import type { X509Certificate } from 'node:crypto'
import type { ConfigProblem } from '../../gateway-config.ts'
import { readPrivateKey } from '../../rsa.ts'
import type { AlipayCertificates } from '../alipay-config.ts'
import { readCertificates, rootNumber } from './certificate-number.ts'

/** What keeps the files of certificate mode from being used. */
export function certificateProblems(
  { appPem, rootPem, alipayPem }: AlipayCertificates,
  privateKeyPem: string | undefined,
): ConfigProblem[] {
  return [
    ...fileProblems('certificates.appPem', appPem, ([app]) =>
      app && belongsTo(app, privateKeyPem) ? null : 'other_key',
    ),
    ...fileProblems('certificates.rootPem', rootPem, (roots) =>
      rootNumber(roots) === '' ? 'malformed' : null,
    ),
    ...fileProblems('certificates.alipayPem', alipayPem, (all) => {
      const leaves = all.filter(({ ca }) => !ca)
      if (leaves.some((leaf) => belongsTo(leaf, privateKeyPem))) return 'own_key_as_gateway_key'
      return leaves.length === 0 ? 'malformed' : null
    }),
  ]
}

function fileProblems(
  field: string,
  text: string,
  check: (certificates: X509Certificate[]) => ConfigProblem['problem'] | null,
): ConfigProblem[] {
  if (text.trim() === '') return [{ field, problem: 'missing' }]
  try {
    const certificates = readCertificates(text)
    const problem = certificates.length === 0 ? 'malformed' : check(certificates)
    return problem ? [{ field, problem }] : []
  } catch {
    return [{ field, problem: 'malformed' }]
  }
}

/** A private key that cannot be read has its own problem; it proves nothing here. */
function belongsTo(certificate: X509Certificate, privateKeyPem: string | undefined): boolean {
  try {
    return certificate.checkPrivateKey(readPrivateKey(privateKeyPem ?? ''))
  } catch {
    return false
  }
}
