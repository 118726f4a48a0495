import { visitOf } from '../shell/visit.ts'
import type { Route } from './+types/icon'

/** The site's seal for browser tabs: the first character of its name on cinnabar. */
export function loader({ context }: Route.LoaderArgs) {
  const [first = '问'] = visitOf(context).site.siteName
  const glyph = first.replace(/[<>&"']/g, '')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="9" fill="#a93420"/>
<text x="32" y="46" font-size="40" text-anchor="middle" fill="#fdf6f1" font-weight="600"
 font-family="Kaiti SC,STKaiti,KaiTi,Songti SC,Noto Serif CJK SC,serif">${glyph}</text>
</svg>`
  return new Response(svg, {
    headers: { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' },
  })
}
