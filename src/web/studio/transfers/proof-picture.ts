import * as commerce from '#commerce'
import { ctxOf } from '../../shell/visit.ts'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/proof-picture'

/** A buyer's screenshot, for whoever checks transfers and nobody else. */
export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const picture = await commerce.getProofPicture(ctx, params.proofId)
  return new Response(picture as BodyInit, {
    headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'private, no-store' },
  })
}
