import type { X509Certificate } from 'node:crypto'

/** Alipay has one authority between a root and its own certificates. */
const MAX_LINKS = 4

/** Whether a root issued this certificate, itself or through authorities of `pool`, all in date. */
export function chainsToRoot(
  certificate: X509Certificate,
  pool: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now: Date,
  links = 0,
): boolean {
  if (links > MAX_LINKS || now < certificate.validFromDate || now > certificate.validToDate) {
    return false
  }
  if (roots.some((root) => issued(root, certificate))) return true
  return pool.some(
    (authority) =>
      authority.fingerprint256 !== certificate.fingerprint256 &&
      issued(authority, certificate) &&
      chainsToRoot(authority, pool, roots, now, links + 1),
  )
}

function issued(authority: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return (
      authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey)
    )
  } catch {
    return false
  }
}
