import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import PDFDocument from 'pdfkit'
import type { Statement, StatementLine } from '#commerce'
import { type Money, money } from '#kernel/money.ts'
import type { Speech } from '../../../i18n/use-words.ts'
import { columns } from './write-csv.ts'

type Pdf = InstanceType<typeof PDFDocument>
export type PdfOptions = { site: string; madeAt: Date; compress?: boolean }

/** A4 in points; the widths of the columns fill what the margins leave. */
const MARGIN = 40
const WIDTHS = [92, 62, 112, 109, 70, 70]
const ROW_HEIGHT = 15
const LAST_ROW_Y = 770
const FOOT_Y = 795

/**
 * A statement as a PDF, written while it is read: no more than a page of lines is in memory. The
 * font is embedded with the glyphs that occur, so that it looks the same everywhere.
 */
export function writePdf(
  statement: Statement,
  pages: AsyncIterable<StatementLine[]>,
  speech: Speech,
  { site, madeAt, compress = true }: PdfOptions,
): ReadableStream<Uint8Array> {
  const doc = new PDFDocument({ size: 'A4', margin: MARGIN, compress, font: fontFile() })
  const steps = draw(doc, statement, pages, speech, { site, madeAt })
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const chunk = doc.read() as Uint8Array | null
        if (chunk) return controller.enqueue(chunk)
        if (doc.readableEnded || doc.destroyed) return controller.close()
        if ((await steps.next()).done && doc.readableLength === 0) {
          // What is left comes with the end of the document.
          await new Promise((told) => doc.once('readable', told).once('end', told))
        }
      }
    },
  })
}

function fontFile(): string {
  const door = createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')
  return join(dirname(door), '../fonts/NotoSansHans-Regular.otf')
}

async function* draw(
  doc: Pdf,
  statement: Statement,
  pages: AsyncIterable<StatementLine[]>,
  speech: Speech,
  about: { site: string; madeAt: Date },
): AsyncGenerator<void, void> {
  const { t } = speech
  const sheet = openSheet(doc, statement, speech, about)
  let balance = statement.opening
  const total = (label: string) => sheet.row(['', label, '', '', '', plain(balance)])
  total(t('money.opening'))
  for await (const lines of pages) {
    for (const line of lines) {
      balance = money(balance.minor + line.amount.minor, balance.currency)
      sheet.row([
        speech.date(line.at, 'second'),
        t(`money.line.${line.kind}`),
        line.number ?? '',
        line.title,
        plain(line.amount),
        plain(balance),
      ])
    }
    yield
  }
  total(t('money.closing'))
  doc.end()

  function plain(amount: Money): string {
    return speech.money(amount, true)
  }
}

/** Rows below each other; a full page is closed with its foot and the next begins with the head. */
function openSheet(
  doc: Pdf,
  { name, month }: Statement,
  { t, date }: Speech,
  { site, madeAt }: { site: string; madeAt: Date },
) {
  let y = MARGIN
  let page = 0
  const cells = (texts: readonly string[], color: string) => {
    let x = MARGIN
    doc.fontSize(8).fillColor(color)
    for (const [index, width] of WIDTHS.entries()) {
      const text = fitted(doc, texts[index] ?? '', width - 6)
      const isAmount = index >= 4
      const left = isAmount ? x + width - doc.widthOfString(text) : x
      doc.text(text, left, y, { lineBreak: false })
      x += width
    }
    y += ROW_HEIGHT
  }
  const begin = () => {
    page += 1
    y = MARGIN
    doc.fontSize(15).fillColor('#1a1a1a')
    doc.text(t('money.statementOf', { name, month }), MARGIN, y, { lineBreak: false })
    y += 30
    cells(
      columns.map((column) => t(`money.${column}`)),
      '#777',
    )
    doc
      .moveTo(MARGIN, y - 3)
      .lineTo(doc.page.width - MARGIN, y - 3)
      .strokeColor('#ccc')
      .stroke()
    const foot = [
      t('money.madeAt', { site, date: date(madeAt, 'second') }),
      t('money.page', { page }),
    ]
    doc.fontSize(7).fillColor('#999')
    doc.page.margins.bottom = 0
    doc.text(foot.join('    '), MARGIN, FOOT_Y, { lineBreak: false })
  }
  begin()
  return {
    row: (texts: readonly string[]) => {
      if (y > LAST_ROW_Y) {
        doc.addPage()
        begin()
      }
      cells(texts, '#1a1a1a')
    },
  }
}

/** The text as far as it has room, with an ellipsis for the rest. */
function fitted(doc: Pdf, text: string, width: number): string {
  const line = text.replace(/\s+/gu, ' ')
  if (doc.widthOfString(line) <= width) return line
  const characters = [...line.slice(0, 200)]
  while (characters.length > 0 && doc.widthOfString(`${characters.join('')}…`) > width) {
    characters.pop()
  }
  return `${characters.join('')}…`
}
