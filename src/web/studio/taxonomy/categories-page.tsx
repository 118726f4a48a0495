import { useSearchParams } from 'react-router'
import * as catalog from '#catalog'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { SelectField, TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/categories-page'

type Node = catalog.CategoryNode
type Row = Node & { depth: number }

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'owner')
  return { rows: flat(await catalog.listCategories(ctx), 0) }
}

function flat(nodes: Node[], depth: number): Row[] {
  return nodes.flatMap((node) => [{ ...node, depth }, ...flat(node.children, depth + 1)])
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  if (field('intent') === 'remove') await catalog.removeCategory(ctx, field('slug'))
  else {
    await catalog.saveCategory(ctx, {
      slug: field('slug').trim(),
      nameZh: field('nameZh'),
      nameEn: field('nameEn'),
      parentSlug: field('parent') || null,
      position: Number(field('position') || 0),
    })
  }
  return go('/studio/categories?done=saved')
}

export default function CategoriesPage({ loaderData: { rows } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <>
      <h1 className="text-2xl">{t('taxonomy.title')}</h1>
      <p className="pt-2 pb-8 text-sm text-soft">{t('taxonomy.lead')}</p>
      {search.get('done') === 'saved' && (
        <Notice tone="moss" role="status" className="mb-6">
          {t('taxonomy.saved')}
        </Notice>
      )}
      <FormError />
      {rows.length > 0 ? <Tree rows={rows} /> : <Empty title={t('taxonomy.none')} />}
      <CategoryForm rows={rows} />
    </>
  )
}

function Tree({ rows }: { rows: Row[] }) {
  const { t } = useWords()
  return (
    <table className="rows">
      <tbody>
        {rows.map((row) => (
          <tr key={row.slug}>
            <td>
              <span>
                <span aria-hidden>{'　'.repeat(row.depth)}</span>
                {row.nameZh} <span className="text-sm text-faint">{row.nameEn}</span>
              </span>
            </td>
            <td className="figures text-sm text-faint">{row.slug}</td>
            <td className="number">{t('taxonomy.count', { count: row.count })}</td>
            <td className="number">
              {row.count === 0 && row.children.length === 0 && (
                <Form>
                  <input type="hidden" name="intent" value="remove" />
                  <input type="hidden" name="slug" value={row.slug} />
                  <Button tone="quiet">{t('taxonomy.remove')}</Button>
                </Form>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function CategoryForm({ rows }: { rows: Row[] }) {
  const { t, locale } = useWords()
  const name = (row: Row) => (locale === 'en' ? row.nameEn : row.nameZh)
  const parents = rows.map((row) => ({
    value: row.slug,
    label: `${'　'.repeat(row.depth)}${name(row)}`,
  }))
  return (
    <section className="max-w-2xl pt-14" aria-labelledby="add-category">
      <div className="channel">
        <h2 id="add-category">{t('taxonomy.add')}</h2>
      </div>
      <Form className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t('taxonomy.slug')}
          hint={t('taxonomy.slugHint')}
          name="slug"
          required
          maxLength={60}
        />
        <SelectField
          label={t('taxonomy.parent')}
          name="parent"
          options={[{ value: '', label: t('taxonomy.top') }, ...parents]}
        />
        <TextField label={t('taxonomy.nameZh')} name="nameZh" required maxLength={30} />
        <TextField label={t('taxonomy.nameEn')} name="nameEn" required maxLength={60} />
        <TextField
          label={t('taxonomy.position')}
          name="position"
          type="number"
          min={0}
          max={10000}
          defaultValue={0}
        />
        <Button tone="primary" className="w-fit self-end">
          {t('accounts.save')}
        </Button>
      </Form>
    </section>
  )
}
