import { useState } from 'react'
import type { Draft } from '#catalog'
import { categoryName, levelWords } from '../../catalog/cards/card-meta.tsx'
import type { Category } from '../../catalog/category-index.tsx'
import { useWords } from '../../i18n/use-words.ts'
import { useShell } from '../../shell/shell.ts'
import { Choice } from '../../ui/controls/field.tsx'
import { CoverField } from './cover-field.tsx'
import type { Changes } from './item-changes.ts'
import { Labelled } from './labelled.tsx'

type ItemFieldsProps = {
  fields: Changes
  cover: Draft['cover']
  categories: Category[]
  onChange: (changes: Partial<Changes>) => void
}

const levels = ['any', 'beginner', 'intermediate', 'advanced'] as const

export function ItemFields({ fields, cover, categories, onChange }: ItemFieldsProps) {
  const { t } = useWords()
  const { viewer } = useShell()
  return (
    <section className="grid gap-5" aria-label={t('authoring.details')}>
      <CoverField cover={cover} onChange={(coverAssetId) => onChange({ coverAssetId })} />
      <Labelled label={t('authoring.access')}>
        {(id) => (
          <select
            id={id}
            className="input input-small"
            value={fields.access}
            onChange={(event) => onChange({ access: event.target.value as Changes['access'] })}
          >
            <option value="open">{t('catalog.free')}</option>
            <option value="sold">{t('catalog.paid')}</option>
          </select>
        )}
      </Labelled>
      <Labelled label={t('authoring.summary')} hint={t('authoring.summaryHint')}>
        {(id) => (
          <textarea
            id={id}
            className="input input-small"
            rows={3}
            maxLength={500}
            value={fields.summary}
            onChange={(event) => onChange({ summary: event.target.value })}
          />
        )}
      </Labelled>
      <CategoryField value={fields.categorySlug} categories={categories} onChange={onChange} />
      <TagsField tags={fields.tags} onChange={(tags) => onChange({ tags })} />
      <LevelField value={fields.level} onChange={onChange} />
      <SlugField value={fields.slug} onChange={onChange} />
      {viewer?.roles.includes('owner') && (
        <Choice
          type="checkbox"
          checked={fields.featured}
          onChange={(event) => onChange({ featured: event.target.checked })}
        >
          {t('authoring.featured')}
        </Choice>
      )}
    </section>
  )
}

type FieldProps<T> = Pick<ItemFieldsProps, 'onChange'> & { value: T }

function LevelField({ value, onChange }: FieldProps<Changes['level']>) {
  const { t } = useWords()
  return (
    <Labelled label={t('catalog.level')}>
      {(id) => (
        <select
          id={id}
          className="input input-small"
          value={value}
          onChange={(event) => onChange({ level: event.target.value as Changes['level'] })}
        >
          {levels.map((level) => (
            <option key={level} value={level}>
              {t(levelWords[level])}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

/** Sent when the author leaves it: half an address is not an address. */
function SlugField({ value, onChange }: FieldProps<string>) {
  const { t } = useWords()
  return (
    <Labelled label={t('authoring.slug')} hint={t('authoring.slugHint')}>
      {(id) => (
        <input
          id={id}
          className="input input-small"
          defaultValue={value}
          maxLength={80}
          onBlur={(event) => {
            const slug = event.target.value.trim()
            if (slug && slug !== value) onChange({ slug })
          }}
        />
      )}
    </Labelled>
  )
}

type CategoryFieldProps = FieldProps<string | null> & Pick<ItemFieldsProps, 'categories'>

function CategoryField({ value, categories, onChange }: CategoryFieldProps) {
  const { t, locale } = useWords()
  const flat = (list: Category[], depth: number): [Category, number][] =>
    list.flatMap((one) => [[one, depth] as [Category, number], ...flat(one.children, depth + 1)])
  return (
    <Labelled label={t('catalog.field')}>
      {(id) => (
        <select
          id={id}
          className="input input-small"
          value={value ?? ''}
          onChange={(event) => onChange({ categorySlug: event.target.value || null })}
        >
          <option value="">{t('authoring.noCategory')}</option>
          {flat(categories, 0).map(([category, depth]) => (
            <option key={category.slug} value={category.slug}>
              {'　'.repeat(depth)}
              {categoryName(category, locale)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

type TagsFieldProps = { tags: string[]; onChange: (tags: string[]) => void }

/** Typed as one line; Chinese and Western commas both part the names. */
function TagsField({ tags, onChange }: TagsFieldProps) {
  const { t } = useWords()
  const [text, setText] = useState(tags.join('，'))
  const apply = () => {
    const names = text.split(/[,，、;；]/).map((name) => name.trim())
    onChange([...new Set(names.filter(Boolean))])
  }
  return (
    <Labelled label={t('catalog.tags')} hint={t('authoring.tagsHint')}>
      {(id) => (
        <input
          id={id}
          className="input input-small"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={apply}
        />
      )}
    </Labelled>
  )
}
