import { createContext, type RouterContextProvider } from 'react-router'
import type { Role } from '#kernel/actor.ts'
import type { AppError } from '#kernel/errors.ts'
import type { Device } from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import type { SiteSettings } from '#platform/settings/settings.ts'
import type { Locale } from '../i18n/locale.ts'

/** Who looks at the page, as far as the page frame shows it. */
export type Viewer = {
  id: string
  username: string
  name: string
  image: string | null
  roles: readonly Role[]
}

/** One request as the pages see it. The server makes it; a page only reads it. */
export type Visit = {
  ctx: Ctx
  viewer: Viewer | null
  /** The session that sent this request, to mark and to keep it among the person's sessions. */
  sessionId: string | null
  ipAddress: string
  /** What the payer holds in the hand; decides how payment is offered. */
  device: Device
  locale: Locale
  /** Fresh for each response; only pages with framework JavaScript write it into their HTML. */
  nonce: string
  csrfToken: string
  site: SiteSettings
  /** Scheme and host of the site from its configuration, never from the request's Host. */
  origin: string
  /** A developer's own machine: pages that show what a real site hides. */
  development: boolean
  /** Set when the request was refused before any page saw it, such as a form too old. */
  refusal: AppError | null
  /** Where the simulated gateways are, while payments go to them; null with real gateways. */
  sandboxUrl: string | null
  /** What this browser remembers of a visitor's reads. */
  taste: string | undefined
}

export const visitContext = createContext<Visit>()

type Context = Readonly<RouterContextProvider>

export function visitOf(context: Context): Visit {
  return context.get(visitContext)
}

export function ctxOf(context: Context): Ctx {
  return context.get(visitContext).ctx
}

/** On an HTML response: the page's scripts carry `visit.nonce`. The server reads and removes it. */
export const nonceHeader = 'x-page-nonce'
