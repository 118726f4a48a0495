import { renderSVG } from 'uqr'
import * as commerce from '#commerce'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { Seo } from '../../shell/seo.tsx'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { orderPath } from '../order.ts'
import type { Route } from './+types/transfer-page'

export async function loader({ context, params }: Route.LoaderArgs) {
  const transfer = await commerce.getTransfer(ctxOf(context), params.number)
  const { status } = transfer.order
  if (status === 'paid') throw go(`${orderPath(params.number)}?done=paid`)
  const codes = transfer.codes.map(({ wallet, content }) => ({
    wallet,
    content,
    picture: renderSVG(content, { border: 1, whiteColor: '#fff', blackColor: '#111' }),
  }))
  return { ...transfer, codes }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const field = await readForm(request)
  const picture = field('picture')
  await commerce.submitProof(ctxOf(context), params.number, {
    note: field('note'),
    ...(picture && { picture: Buffer.from(picture, 'base64') }),
  })
  return go(`${orderPath(params.number)}/transfer`)
}

export default function TransferPage({ loaderData }: Route.ComponentProps) {
  const { order, amount, codes, proofs } = loaderData
  const { t, money } = useWords()
  const last = proofs.at(-1)
  return (
    <div
      className="page-width column py-12 md:py-16"
      data-poll={`${orderPath(order.number)}/status`}
      data-poll-to={`${orderPath(order.number)}?done=paid`}
    >
      <Seo title={t('transfers.title')} hidden />
      <Crumbs
        trail={[
          { label: t('commerce.myOrders'), to: '/orders' },
          { label: t('commerce.order'), to: orderPath(order.number) },
        ]}
      />
      <h1 className="pt-4 text-2xl">{t('transfers.title')}</h1>
      <p className="pt-2 text-soft">{t('transfers.lead')}</p>
      <p className="pt-6 text-sm text-faint">{t('transfers.exact')}</p>
      <p className="figures font-serif text-4xl text-seal">{money(amount, true)}</p>
      <p className="pb-8 text-sm text-faint">{t('transfers.exactWhy')}</p>
      <div className="flex flex-wrap gap-8 pb-8">
        {codes.map(({ wallet, content, picture }) => (
          <figure key={wallet} className="text-center">
            <div
              className="qr"
              role="img"
              aria-label={t(`transfers.scan.${wallet}`)}
              dangerouslySetInnerHTML={{ __html: picture }}
            />
            <figcaption className="pt-3">{t(`transfers.scan.${wallet}`)}</figcaption>
            {wallet === 'alipay' && content.startsWith('https://') && (
              <a className="link text-sm" href={content} rel="noreferrer">
                {t('transfers.openAlipay')}
              </a>
            )}
          </figure>
        ))}
      </div>
      <FormError />
      {last?.status === 'waiting' ? (
        <Notice tone="moss" role="status">
          {t('transfers.waiting')}
        </Notice>
      ) : (
        <Claim ended={order.status !== 'pending'} rejected={last?.reason ?? null} />
      )}
    </div>
  )
}

function Claim({ ended, rejected }: { ended: boolean; rejected: string | null }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="sent" className="grid gap-5">
      <h2 id="sent" className="text-lg">
        {t('transfers.iSent')}
      </h2>
      {rejected !== null && (
        <Notice tone="seal">{t('transfers.rejected', { reason: rejected })}</Notice>
      )}
      {ended && <Notice tone="ochre">{t('transfers.ended')}</Notice>}
      <Form className="grid gap-5">
        <TextField label={t('transfers.note')} name="note" required maxLength={200} />
        <div className="field script-only">
          <label htmlFor="shot">{t('transfers.picture')}</label>
          <input id="shot" type="file" accept="image/*" data-shrink="picture" />
          <input type="hidden" name="picture" />
          <p className="hint">{t('transfers.pictureHint')}</p>
        </div>
        <Button tone="seal" wide>
          {t('transfers.send')}
        </Button>
      </Form>
    </section>
  )
}
