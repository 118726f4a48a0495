import { createHash, X509Certificate } from 'node:crypto'

/**
 * Alipay's SN of a certificate: the MD5, in hex, of its issuer's name in reverse order
 * (`CN=…,OU=…,O=…,C=…`) followed by its serial number in decimal.
 */
export function certificateNumber(certificate: X509Certificate): string {
  const issuer = certificate.issuer.split('\n').reverse().map(unescaped).join(',')
  const serial = BigInt(`0x${certificate.serialNumber}`).toString()
  return createHash('md5').update(`${issuer}${serial}`).digest('hex')
}

/** Node escapes what RFC 2253 would; Alipay hashes the plain name. */
function unescaped(part: string): string {
  return part.replace(/\\(.)/g, '$1')
}

/** PKCS#1: the signatures that Alipay counts; its root file also holds a certificate of SM2. */
const RSA_SIGNATURES = '1.2.840.113549.1.1.'

/** The SNs of the root file's RSA-signed certificates, in the order of the file. */
export function rootNumber(certificates: readonly X509Certificate[]): string {
  return certificates
    .filter(({ signatureAlgorithmOid }) => signatureAlgorithmOid?.startsWith(RSA_SIGNATURES))
    .map(certificateNumber)
    .join('_')
}

const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** All certificates of a PEM file; throws when one of them cannot be read. */
export function readCertificates(text: string): X509Certificate[] {
  return (text.match(pem) ?? []).map((one) => new X509Certificate(one))
}
