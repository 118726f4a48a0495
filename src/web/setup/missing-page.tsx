import { notFound } from '#kernel/errors.ts'
import { visitOf } from '../shell/visit.ts'
import type { Route } from './+types/missing-page'

/** Any other address: the site's own 404, or why the server refused, with its frame around it. */
export function loader({ context }: Route.LoaderArgs) {
  throw visitOf(context).refusal ?? notFound('page.not_found')
}

export default function MissingPage() {
  return null
}
