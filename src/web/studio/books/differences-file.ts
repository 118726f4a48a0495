import { Readable } from 'node:stream'
import * as payments from '#payments'
import { ctxOf } from '../../shell/visit.ts'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/differences-file'
import { writeDifferences } from './write-differences.ts'

/** Every difference ever found, as a file that is written while it is read. */
export function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const body = Readable.toWeb(Readable.from(writeDifferences(payments.eachDifference(ctx))))
  return new Response(body as ReadableStream<Uint8Array>, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="differences.csv"',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
