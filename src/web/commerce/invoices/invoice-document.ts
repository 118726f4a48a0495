import * as commerce from '#commerce'
import { ctxOf } from '../../shell/visit.ts'
import type { Route } from './+types/invoice-document'

/** An invoice as a file, for its buyer and staff; never kept by a cache, never run by a browser. */
export async function loader({ context, params }: Route.LoaderArgs) {
  const { number, part } = params
  const { bytes, mime, name } = await commerce.getInvoiceDocument(ctxOf(context), number, part)
  return new Response(bytes as BodyInit, {
    headers: {
      'Content-Type': mime,
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
