import { notFound } from '#kernel/errors.ts'

/** Any other address: the site's own 404, with its frame around it. */
export function loader() {
  throw notFound('page.not_found')
}

export default function MissingPage() {
  return null
}
