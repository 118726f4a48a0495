import * as catalog from '#catalog'
import { notFound } from '#kernel/errors.ts'
import { ctxOf } from '../../shell/visit.ts'
import type { Route } from './+types/render-preview'

export function loader() {
  throw notFound('page.not_found')
}

/** `{source, language}` → `{freeHtml, paidHtml}`, by the rules that publishing uses. */
export async function action({ context, request }: Route.ActionArgs) {
  const { source, language } = await request.json()
  const preview = await catalog.previewMarkdown(ctxOf(context), String(source), String(language))
  return Response.json({ freeHtml: preview.freeHtml, paidHtml: preview.paidHtml })
}
