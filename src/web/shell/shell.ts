import { useRouteLoaderData } from 'react-router'
import type { Locale } from '../i18n/locale.ts'
import type { Viewer } from './visit.ts'

/** What every page's frame shows; the root loader makes it from the visit. */
export type Shell = {
  locale: Locale
  csrfToken: string
  viewer: Viewer | null
  site: {
    name: string
    tagline: string
    icp: string
    contactEmail: string
    openRegistration: boolean
  }
  origin: string
  sandbox: boolean
}

const bare: Shell = {
  locale: 'zh-CN',
  csrfToken: '',
  viewer: null,
  site: { name: '问渠', tagline: '', icp: '', contactEmail: '', openRegistration: false },
  origin: '',
  sandbox: false,
}

/** The frame's data; a bare one while an error page stands in for a failed root loader. */
export function useShell(): Shell {
  return (useRouteLoaderData('root') as Shell | undefined) ?? bare
}

export function isStaff(viewer: Viewer | null): boolean {
  return viewer?.roles.some((role) => role !== 'learner') ?? false
}
