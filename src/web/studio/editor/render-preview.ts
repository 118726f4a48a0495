import { z } from 'zod'
import { readJson } from '#api'
import * as catalog from '#catalog'
import { notFound } from '#kernel/errors.ts'
import { ctxOf } from '../../shell/visit.ts'
import type { Route } from './+types/render-preview'

export function loader() {
  throw notFound('page.not_found')
}

const text = z.strictObject({ source: z.string(), language: z.string() })

/** `{source, language}` → `{freeHtml, paidHtml}`, by the rules that publishing uses. */
export async function action({ context, request }: Route.ActionArgs) {
  const { source, language } = await readJson(request, text)
  const preview = await catalog.previewMarkdown(ctxOf(context), source, language)
  return Response.json({ freeHtml: preview.freeHtml, paidHtml: preview.paidHtml })
}
