import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import * as payments from '#payments'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/books-page'
import { BooksState } from './books-state.tsx'
import { DayStrips } from './day-strips.tsx'
import { DifferenceCard } from './difference-card.tsx'

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  return commerce.getBooks(ctx)
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'ask') {
    return go(`/studio/books?asked=${await commerce.askAboutDifference(ctx, field('id'))}`)
  }
  if (intent === 'resolve') await commerce.resolveDifference(ctx, field('id'), field('note'))
  else if (intent === 'refetch') {
    const provider = payments.providerNames.find((name) => name === field('provider'))
    if (!provider) throw invalid('form.unknown_intent')
    const [account, date] = [field('account'), field('date')]
    await payments.refetchBills(ctx, { provider, account, date })
  } else if (intent === 'check') await commerce.checkBooks(ctx)
  else throw invalid('form.unknown_intent')
  return go(`/studio/books?done=${intent}`)
}

const asked = ['healed', 'waiting', 'given_up'] as const
const done = ['resolve', 'refetch', 'check'] as const

export default function BooksPage({ loaderData: books }: Route.ComponentProps) {
  const { t, count } = useWords()
  const [search] = useSearchParams()
  const answer = asked.find((one) => one === search.get('asked'))
  const did = done.find((one) => one === search.get('done'))
  return (
    <div className="grid gap-10">
      <section aria-labelledby="books">
        <h1 id="books" className="pb-6 text-2xl">
          {t('books.title')}
        </h1>
        {(answer || did) && (
          <Notice
            tone={answer && answer !== 'healed' ? 'ochre' : 'moss'}
            role="status"
            className="mb-6"
          >
            {answer ? t(`books.asked.${answer}`) : did && t(`books.done.${did}`)}
          </Notice>
        )}
        <FormError />
        <BooksState books={books} />
        <div className="flex flex-wrap items-center gap-4 pt-6">
          <Form>
            <input type="hidden" name="intent" value="check" />
            <Button>{t('books.checkNow')}</Button>
          </Form>
          <a className="link text-sm" href="/studio/books/differences.csv">
            {t('books.export')}
          </a>
        </div>
      </section>
      <section aria-labelledby="open">
        <h2 id="open" className="pb-4 text-xl">
          {t('books.open')}
        </h2>
        {books.open.length === 0 && <Empty title={t('books.noneOpen')} />}
        <ul className="grid gap-5">
          {books.open.map((one) => (
            <DifferenceCard key={one.id} one={one} />
          ))}
        </ul>
        {books.openCount > books.open.length && (
          <p className="pt-4 text-soft">
            {t('books.more', { count: count(books.openCount - books.open.length) })}
          </p>
        )}
      </section>
      <DayStrips days={books.days} />
    </div>
  )
}
