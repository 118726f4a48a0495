import { readJson } from '#api'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { notFound } from '#kernel/errors.ts'
import { ctxOf } from '../../shell/visit.ts'
import type { Route } from './+types/save-item'

export function loader() {
  throw notFound('page.not_found')
}

/** The editor's autosave: the changed fields and the version they were based on. */
export async function action({ context, params, request }: Route.ActionArgs) {
  const changes = await readJson(request, catalog.draftChanges)
  const draft = await commerce.saveDraft(ctxOf(context), params.itemId, changes)
  return Response.json({ version: draft.version, slug: draft.slug })
}
