import { useSearchParams } from 'react-router'
import * as analytics from '#analytics'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { getSettings } from '#platform/settings/settings.ts'
import * as recommendations from '#recommendations'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { FormError } from '../../ui/controls/form.tsx'
import { Pager } from '../../ui/controls/pager.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/campaigns-page'
import { CampaignCard } from './campaign-card.tsx'
import { CampaignForm } from './campaign-form.tsx'
import { readCampaign } from './read-campaign.ts'

/** What a list to choose from can hold; `?item=` names one that is not in it. */
const MAX_CHOICES = 100

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'owner')
  const search = new URL(request.url).searchParams
  const wanted = search.get('item') ?? ''
  const [page, segments, priced, named] = await Promise.all([
    commerce.listCampaigns(ctx, { after: search.get('after') ?? undefined }),
    analytics.listSegments(ctx),
    commerce.browse(ctx, { price: 'paid', sort: 'title', limit: MAX_CHOICES }),
    isId(wanted) ? commerce.shopCardsOf(ctx, [wanted]) : [],
  ])
  const choices = new Map([...named, ...priced.items].map(({ id, title }) => [id, title]))
  return { page, segments, choices: [...choices], wanted: named[0]?.id ?? '' }
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'create') {
    const { currency } = await getSettings(ctx)
    await commerce.createCampaign(ctx, readCampaign(field, currency))
    return go('/studio/coupons?done=created')
  }
  if (intent === 'end') {
    await commerce.endCampaign(ctx, field('campaignId'))
    return go('/studio/coupons?done=ended')
  }
  if (intent !== 'give') throw invalid('form.unknown_intent')
  const offer = { segmentId: field('segmentId'), campaignId: field('campaignId') }
  const { given } = await analytics.offerToSegment(ctx, offer, recommendations.listUnwilling)
  return go(`/studio/coupons?done=given&given=${given}`)
}

export default function CampaignsPage({ loaderData }: Route.ComponentProps) {
  const { page, segments, choices, wanted } = loaderData
  const { t } = useWords()
  return (
    <>
      <h1 className="pb-2 text-2xl">{t('coupons.campaigns')}</h1>
      <p className="max-w-prose pb-6 text-soft">{t('coupons.campaignsLead')}</p>
      <Done />
      <FormError />
      <CampaignForm choices={choices} wanted={wanted} />
      {page.items.length === 0 && <Empty title={t('coupons.none')} />}
      <ul className="grid gap-6 pt-8 pb-10">
        {page.items.map((campaign) => (
          <CampaignCard key={campaign.id} campaign={campaign} segments={segments} />
        ))}
      </ul>
      <Pager next={page.next} />
    </>
  )
}

function Done() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const done = search.get('done')
  const given = Number(search.get('given') ?? 0) || 0
  if (done !== 'created' && done !== 'ended' && done !== 'given') return null
  const gave = given > 0 ? t('coupons.gave', { given }) : t('coupons.gaveNone')
  return (
    <Notice tone="moss" role="status" className="mb-6">
      {done === 'given' ? gave : t(`coupons.${done}`)}
    </Notice>
  )
}
