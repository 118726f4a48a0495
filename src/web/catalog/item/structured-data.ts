import { formatDecimal } from '#kernel/money.ts'
import { itemPath } from '../cards/card.ts'
import type { Item, Offer } from './item.ts'

type Thing = { '@type': string } & Record<string, unknown>

/** schema.org Article. Only the card and the summary are told: never the body, free or paid. */
export function articleData(item: Item, origin: string, site: string, offer: Offer): Thing {
  return {
    '@type': 'Article',
    headline: item.title,
    description: item.summary,
    ...shared(item, origin),
    publisher: { '@type': 'Organization', name: site, url: `${origin}/` },
    isAccessibleForFree: item.access === 'open',
    ...offerData(item, origin, offer),
  }
}

export function courseData(item: Item, origin: string, site: string, offer: Offer): Thing {
  return {
    '@type': 'Course',
    name: item.title,
    description: item.summary,
    ...shared(item, origin),
    provider: { '@type': 'Organization', name: site, url: `${origin}/` },
    isAccessibleForFree: item.access === 'open',
    hasCourseInstance: {
      '@type': 'CourseInstance',
      courseMode: 'Online',
      courseWorkload: `PT${Math.max(1, item.minutes)}M`,
    },
    ...offerData(item, origin, offer),
  }
}

export function trailData(item: Item, origin: string, catalogTitle: string): Thing {
  const steps = [{ name: catalogTitle, item: `${origin}/catalog` }]
  if (item.category) {
    const query = encodeURIComponent(item.category.slug)
    steps.push({ name: item.category.nameZh, item: `${origin}/catalog?category=${query}` })
  }
  steps.push({ name: item.title, item: origin + itemPath(item) })
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      ...step,
    })),
  }
}

function shared(item: Item, origin: string): Record<string, unknown> {
  return {
    url: origin + itemPath(item),
    inLanguage: item.language,
    ...(item.publishedAt && { datePublished: item.publishedAt.toISOString() }),
    dateModified: item.updatedAt.toISOString(),
    author: {
      '@type': 'Person',
      name: item.author.name,
      url: `${origin}/authors/${encodeURIComponent(item.author.username)}`,
    },
    ...(item.cover && { image: new URL(item.cover.src, `${origin}/`).href }),
  }
}

function offerData(item: Item, origin: string, { price, obstacle }: Offer) {
  if (!price || obstacle) return {}
  const offers: Thing = {
    '@type': 'Offer',
    price: formatDecimal(price),
    priceCurrency: price.currency,
    category: price.minor === 0n ? 'Free' : 'Paid',
    availability: 'https://schema.org/InStock',
    url: origin + itemPath(item),
  }
  return { offers }
}
