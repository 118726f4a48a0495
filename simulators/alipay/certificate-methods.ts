import { certificatesOf } from './alipay-signing.ts'
import type { AlipayBooks } from './trade.ts'
import { type Method, type MethodResult, refusal } from './trade-methods.ts'

export const certificateMethods: Record<string, Method> = {
  'alipay.open.app.alipaycert.download': download,
}

/** The file behind an SN, as the console would hand it out. */
function download(books: AlipayBooks, biz: Record<string, unknown>): MethodResult {
  const { leaves, files } = certificatesOf(books.world.keys)
  const file = files[leaves.findIndex(({ sn }) => sn === biz.alipay_cert_sn)]
  if (file === undefined) return refusal('CERT_NOT_EXIST', '证书不存在')
  return { fields: { alipay_cert_content: Buffer.from(file).toString('base64') } }
}
