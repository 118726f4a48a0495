import * as accounts from '#accounts'
import { go } from '../shell/go.ts'
import { ctxOf } from '../shell/visit.ts'
import type { Route } from './+types/logout'

/** A link here changes nothing: only the form of the menu logs out. */
export function loader() {
  throw go('/')
}

export async function action({ context, request }: Route.ActionArgs) {
  const { setCookie } = await accounts.logOut(ctxOf(context), request.headers)
  return go('/', setCookie)
}
