import { redirect } from 'react-router'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { unauthenticated } from '#kernel/errors.ts'
import * as library from '#library'
import * as payments from '#payments'
import { itemPath } from '../catalog/cards/card.ts'
import { useWords } from '../i18n/use-words.ts'
import { go, readForm } from '../shell/go.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf, visitOf } from '../shell/visit.ts'
import { Button, ButtonLink } from '../ui/controls/button.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Notice } from '../ui/display/notice.tsx'
import { Cover } from '../ui/pictures/cover.tsx'
import type { Route } from './+types/checkout-page'
import { MethodChoices } from './method-choices.tsx'
import { isMethod, type Method, orderPath } from './order.ts'
import { Receipt } from './receipt.tsx'

export async function loader({ context, params }: Route.LoaderArgs) {
  const { ctx, device } = visitOf(context)
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const [item, offer, held] = await Promise.all([
    catalog.getItem(ctx, params.itemId),
    commerce.getOffer(ctx, params.itemId),
    library.heldUntil(ctx, ctx.actor.personId, [params.itemId]),
  ])
  const holding = held.get(item.id)
  // Another term of what is held for a time may be bought, unless it costs nothing.
  const owned = holding !== undefined && (!holding.endsAt || offer.price?.minor === 0n)
  const quote = owned || offer.obstacle ? null : await commerce.quoteFor(ctx, [item.id])
  const methods = quote ? await payments.listMethods(ctx, { amount: quote.total, device }) : []
  return { item, quote, methods: methods.map(({ provider }) => provider), owned }
}

/** The order is bound to the total that was on the screen; a changed price is refused. */
export async function action({ context, params, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const shown = field('total')
  const order = await commerce.placeOrder(ctx, {
    itemId: params.itemId,
    ...(/^\d{1,15}$/.test(shown) && { expectedTotalMinor: BigInt(shown) }),
  })
  if (order.status !== 'pending') return go(`${orderPath(order.number)}?done=${order.status}`)
  // 307 repeats this very form there: the order is placed, now it is paid by the chosen method.
  if (isMethod(field('method'))) return redirect(`${orderPath(order.number)}/pay`, 307)
  return go(`${orderPath(order.number)}/pay`)
}

export default function CheckoutPage({ loaderData }: Route.ComponentProps) {
  const { item, quote, methods, owned } = loaderData
  const { t } = useWords()
  return (
    <div className="page-width py-12 md:py-16">
      <Seo title={t('commerce.checkout')} hidden />
      <div className="mx-auto max-w-[60rem]">
        <h1 className="pb-8 text-3xl">{t('commerce.checkout')}</h1>
        <FormError />
        {owned && (
          <Notice tone="moss" className="mb-6">
            {t('commerce.alreadyYours')}
          </Notice>
        )}
        <div className="grid grid-cols-1 gap-x-14 gap-y-10 md:grid-cols-2">
          <div>
            <Cover picture={item.cover} seed={item.slug} />
            <h2 className="mt-4 text-xl">{item.title}</h2>
            <p className="mt-2 text-sm text-soft">{item.summary}</p>
          </div>
          {quote ? (
            <Pay quote={quote} methods={methods} />
          ) : (
            <div>
              {!owned && <Notice>{t('reading.notForSale')}</Notice>}
              <ButtonLink to={itemPath(item)} tone="primary" className="mt-5">
                {t('commerce.toItem')}
              </ButtonLink>
            </div>
          )}
        </div>
      </div>
    </div>
  )
}

type PayProps = {
  quote: Awaited<ReturnType<typeof commerce.quoteFor>>
  methods: Method[]
}

function Pay({ quote, methods }: PayProps) {
  const { t, money } = useWords()
  const free = quote.total.minor === 0n
  return (
    <Form className="grid content-start gap-7">
      <Receipt lines={quote.lines} total={quote.total} />
      <input type="hidden" name="total" value={String(quote.total.minor)} />
      {!free && methods.length > 0 && <MethodChoices methods={methods} />}
      {free || methods.length > 0 ? (
        <Button tone="seal" wide>
          {free
            ? t('commerce.takeFree')
            : t('commerce.orderAndPay', { amount: money(quote.total, true) })}
        </Button>
      ) : (
        <Notice tone="ochre">{t('commerce.noMethod')}</Notice>
      )}
      <p className="text-sm text-faint">{t('commerce.promise')}</p>
    </Form>
  )
}
