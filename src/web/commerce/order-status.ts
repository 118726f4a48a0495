import * as commerce from '#commerce'
import { ctxOf } from '../shell/visit.ts'
import type { Route } from './+types/order-status'

/** For a page that waits: `settled` once there is nothing left to wait for. */
export async function loader({ context, params }: Route.LoaderArgs) {
  const { status } = await commerce.checkPayment(ctxOf(context), params.number)
  const headers = { 'Cache-Control': 'no-store' }
  return Response.json({ status, settled: status !== 'pending' }, { headers })
}
