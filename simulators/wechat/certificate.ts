import { type Certificate, issueCertificate } from '../certificate.ts'

export type { Certificate } from '../certificate.ts'

/** A platform certificate, self-signed: nobody checks who issued it, only whose key it holds. */
export function selfSignedCertificate(privateKeyPem: string): Certificate {
  const name = [['CN', 'Wenqu sandbox platform']] as const
  return issueCertificate({ subject: name, of: privateKeyPem, issuer: name, by: privateKeyPem })
}
