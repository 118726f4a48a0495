import { Readable } from 'node:stream'
import * as commerce from '#commerce'
import { notFound } from '#kernel/errors.ts'
import { speechOf } from '../../../i18n/use-words.ts'
import { visitOf } from '../../../shell/visit.ts'
import { requireStaff } from '../../guard.ts'
import type { Route } from './+types/statement-file'
import { writeCsv } from './write-csv.ts'
import { writePdf } from './write-pdf.ts'

const files = { 'statement.csv': 'text/csv; charset=utf-8', 'statement.pdf': 'application/pdf' }

/** A creator's month as a file, written while it is read. */
export async function loader({ context, params }: Route.LoaderArgs) {
  const { ctx, locale, site } = visitOf(context)
  requireStaff(ctx, 'creator')
  const type = files[params.file as keyof typeof files]
  if (!type) throw notFound('page.not_found')
  const statement = await commerce.getStatement(ctx, params)
  const lines = commerce.streamStatementLines(ctx, statement)
  const speech = speechOf(locale)
  const body =
    params.file === 'statement.pdf'
      ? writePdf(statement, lines, speech, { site: site.siteName, madeAt: ctx.now })
      : Readable.toWeb(Readable.from(encoded(writeCsv(statement, lines, speech))))
  const name = `statement-${statement.month}.${params.file.split('.')[1]}`
  return new Response(body as ReadableStream<Uint8Array>, {
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${name}"`,
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder()
  for await (const piece of pieces) yield encoder.encode(piece)
}
