import * as commerce from '#commerce'
import { ctxOf } from '../../shell/visit.ts'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/evidence-file'

/** All that speaks for a sale as one zip, for staff. */
export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const { name, bytes } = await commerce.makeEvidencePack(ctx, params.disputeId)
  return new Response(bytes as BodyInit, {
    headers: {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
