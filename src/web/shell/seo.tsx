import { useLocation } from 'react-router'
import { useWords } from '../i18n/use-words.ts'
import { jsonForScript } from './json-for-script.ts'
import { useShell } from './shell.ts'

type SeoProps = {
  title?: string
  description?: string
  /** Path of the one address this page should be known by; the page's own path by default. */
  path?: string
  /** Path or URL of a picture for link previews. */
  image?: string | null
  type?: 'website' | 'article' | 'profile'
  /** Private and passing pages stay out of search engines. */
  hidden?: boolean
  jsonLd?: object[]
}

const longest = 160

/** Title and description of a page for people, search engines and link previews. */
export function Seo({
  title,
  description,
  path,
  image,
  type = 'website',
  hidden,
  jsonLd,
}: SeoProps) {
  const { site, origin } = useShell()
  const { locale } = useWords()
  const { pathname } = useLocation()
  const named = title ? `${title} · ${site.name}` : `${site.name} · ${site.tagline}`
  const url = new URL(path ?? pathname, origin || 'http://localhost').href
  const gist = (description ?? site.tagline).replace(/\s+/g, ' ').trim().slice(0, longest)
  return (
    <>
      <title>{named}</title>
      <meta name="description" content={gist} />
      {hidden ? (
        <meta name="robots" content="noindex" />
      ) : (
        <>
          <link rel="canonical" href={url} />
          <meta property="og:site_name" content={site.name} />
          <meta property="og:type" content={type} />
          <meta property="og:title" content={title ?? site.name} />
          <meta property="og:description" content={gist} />
          <meta property="og:url" content={url} />
          <meta property="og:locale" content={locale === 'en' ? 'en_US' : 'zh_CN'} />
          {image && <meta property="og:image" content={new URL(image, url).href} />}
          <meta name="twitter:card" content={image ? 'summary_large_image' : 'summary'} />
        </>
      )}
      {jsonLd?.map((thing) => {
        const __html = jsonForScript({ '@context': 'https://schema.org', ...thing })
        return (
          <script key={__html} type="application/ld+json" dangerouslySetInnerHTML={{ __html }} />
        )
      })}
    </>
  )
}
