import * as commerce from '#commerce'
import type { Planted } from '#tests/canaries.ts'
import { roles, type Who } from '#tests/cast.ts'
import type { Fields } from '#tests/http-browser.ts'
import type { Site } from '#tests/site.ts'

/** One request that would succeed for whoever may make it; only who asks differs. */
export type Call = {
  path: string
  /** A form with this browser's token. */
  form?: Fields
  /** JSON with this browser's token in its header. */
  json?: unknown
  bytes?: Uint8Array
  /** As a machine: JSON with a token instead of cookies. */
  bearer?: true
}

export type Policy = {
  may: readonly Who[]
  /** What a request that passed is answered; else any success or a redirect elsewhere. */
  status?: number
  /** A visitor is refused instead of being sent to log in. */
  blunt?: true
  call: (world: World) => Call | Promise<Call>
}

export type World = { site: Site; planted: Planted }

export const everyone = roles
export const members = roles.filter((who) => who !== 'visitor' && who !== 'suspended')
export const staff = ['reviewer', 'moderator', 'support', 'creator', 'author', 'owner'] as const
export const sellers = ['support', 'creator', 'author', 'owner'] as const
export const writers = ['creator', 'author', 'owner'] as const
export const editors = ['author', 'owner'] as const

export const open = (path: string): Policy => ({ may: everyone, call: () => ({ path }) })
export const page = (may: readonly Who[], path: (planted: Planted) => string): Policy => ({
  may,
  call: ({ planted }) => ({ path: path(planted) }),
})
export const form = (may: readonly Who[], path: string, fields: Fields): Policy => ({
  may,
  call: () => ({ path, form: fields }),
})

/** A page of the buyer's open order, or a form on it. */
export function ofOrder(
  may: readonly Who[],
  path: (number: string) => string,
  fields?: Fields,
): Policy {
  return {
    may,
    call: async ({ site, planted }) => {
      const buyer = site.as(await site.person('buyer'))
      const { number } = await commerce.placeOrder(buyer, { itemId: planted.second.id })
      return { path: path(number), ...(fields ? { form: fields } : {}) }
    },
  }
}
