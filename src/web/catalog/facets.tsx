import { useSearchParams } from 'react-router'
import { useWords } from '../i18n/use-words.ts'
import type { WordKey } from '../i18n/words.ts'
import { Link } from '../ui/controls/link.tsx'
import { categoryName } from './cards/card-meta.tsx'
import type { Category } from './category-index.tsx'
import { withChoice } from './filter.ts'

type Choice = { value: string | null; label: string; count?: number; children?: Choice[] }

type FacetsProps = {
  categories: Category[]
  tags: { slug: string; name: string; count: number }[]
}

const fixedFacets: { name: string; title: WordKey; values: [string, WordKey][] }[] = [
  {
    name: 'kind',
    title: 'catalog.kind',
    values: [
      ['course', 'catalog.course'],
      ['article', 'catalog.article'],
    ],
  },
  {
    name: 'price',
    title: 'catalog.price',
    values: [
      ['free', 'catalog.free'],
      ['paid', 'catalog.paid'],
    ],
  },
  {
    name: 'level',
    title: 'catalog.level',
    values: [
      ['beginner', 'catalog.level.beginner'],
      ['intermediate', 'catalog.level.intermediate'],
      ['advanced', 'catalog.level.advanced'],
    ],
  },
]

/** What the list can be narrowed by; each choice is a link, the chosen one says so. */
export function Facets({ categories, tags }: FacetsProps) {
  const { t, locale } = useWords()
  const any = { value: null, label: t('catalog.any') }
  const asChoice = (category: Category): Choice => ({
    value: category.slug,
    label: categoryName(category, locale),
    count: category.count,
    children: category.children.map(asChoice),
  })
  return (
    <div className="facets grid gap-7">
      <Facet
        name="category"
        title={t('catalog.field')}
        options={[any, ...categories.map(asChoice)]}
      />
      {fixedFacets.map(({ name, title, values }) => (
        <Facet
          key={name}
          name={name}
          title={t(title)}
          options={[any, ...values.map(([value, key]) => ({ value, label: t(key) }))]}
        />
      ))}
      {tags.length > 0 && <TagFacet tags={tags} />}
    </div>
  )
}

function TagFacet({ tags }: Pick<FacetsProps, 'tags'>) {
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <section>
      <h2>{t('catalog.tags')}</h2>
      <p className="chips mt-1">
        {tags.map(({ slug, name }) => {
          const chosen = search.get('tag') === slug
          return (
            <Link
              key={slug}
              to={withChoice(search, 'tag', chosen ? null : slug)}
              {...(chosen && { 'aria-current': 'true' as const })}
            >
              {name}
            </Link>
          )
        })}
      </p>
    </section>
  )
}

type FacetProps = { name: string; title: string; options: Choice[] }

function Facet({ name, title, options }: FacetProps) {
  return (
    <section>
      <h2>{title}</h2>
      <Options name={name} options={options} />
    </section>
  )
}

function Options({ name, options }: { name: string; options: Choice[] }) {
  const [search] = useSearchParams()
  return (
    <ul>
      {options.map(({ value, label, count, children }) => (
        <li key={label}>
          <Link
            to={withChoice(search, name, value)}
            {...(search.get(name) === value && { 'aria-current': 'true' as const })}
          >
            {label}
            {count !== undefined && <span className="figures text-faint">{count}</span>}
          </Link>
          {children && children.length > 0 && <Options name={name} options={children} />}
        </li>
      ))}
    </ul>
  )
}
