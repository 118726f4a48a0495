import { decodeUtf8, parseFields, textOf } from '../../fields.ts'
import type { WireReply } from '../../wire.ts'
import { signedNode } from '../signed-node.ts'

export const CERTIFICATE_DOWNLOAD = 'alipay.open.app.alipaycert.download'

/**
 * The PEM text in a reply to `alipay.open.app.alipaycert.download`, null if there is none. The
 * reply may be signed by the very key that is asked for, so its signature proves nothing; whoever
 * uses the certificate must see that a root issued it.
 */
export function downloadedCertificate(reply: WireReply): string | null {
  const text = reply.status === 200 ? decodeUtf8(reply.body) : null
  const name = `${CERTIFICATE_DOWNLOAD.replaceAll('.', '_')}_response`
  const found = text === null ? null : signedNode(text, [name])
  const node = found && parseFields(found.raw)
  const content = node && textOf(node, 'alipay_cert_content')
  return content ? decodeUtf8(Buffer.from(content, 'base64')) : null
}
