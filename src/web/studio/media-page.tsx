import { FileText, Headphones, PlayCircle } from 'lucide-react'
import { useSearchParams } from 'react-router'
import * as media from '#media'
import { formatBytes, formatClock } from '../i18n/format.ts'
import { useWords } from '../i18n/use-words.ts'
import type { WordKey } from '../i18n/words.ts'
import { ctxOf } from '../shell/visit.ts'
import { Button } from '../ui/controls/button.tsx'
import { Pager } from '../ui/controls/pager.tsx'
import { Tabs } from '../ui/controls/tabs.tsx'
import { Empty } from '../ui/display/empty.tsx'
import type { Route } from './+types/media-page'
import { UploadBox } from './editor/upload-box.tsx'
import { requireStaff } from './guard.ts'

export const handle = { hydrate: true }

const kinds = ['picture', 'video', 'audio', 'file'] as const

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator')
  const search = new URL(request.url).searchParams
  const kind = kinds.find((name) => name === search.get('kind'))
  const after = search.get('after')
  const page = await media.listAssets(ctx, { ...(kind && { kind }), ...(after && { after }) })
  const pictures = await media.pictureOf(
    ctx,
    page.items.filter((asset) => asset.kind === 'picture').map(({ id }) => id),
  )
  return {
    next: page.next,
    assets: page.items.map((asset) => ({ ...asset, picture: pictures.get(asset.id) ?? null })),
  }
}

const kindWords: Record<(typeof kinds)[number], WordKey> = {
  picture: 'studio.kind.picture',
  video: 'studio.kind.video',
  audio: 'studio.kind.audio',
  file: 'studio.kind.file',
}

export default function MediaPage({ loaderData: { assets, next } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  const tabs = kinds.map((kind) => ({
    to: `/studio/media?kind=${kind}`,
    label: t(kindWords[kind]),
    current: search.get('kind') === kind,
  }))
  const all = { to: '/studio/media', label: t('catalog.all'), current: !search.has('kind') }
  return (
    <>
      <h1 className="pb-6 text-2xl">{t('studio.media')}</h1>
      <UploadBox />
      <div className="pt-8 pb-6">
        <Tabs label={t('studio.media')} tabs={[all, ...tabs]} />
      </div>
      {assets.length === 0 && <Empty title={t('studio.noMedia')} />}
      <ul className="thumbs">
        {assets.map((asset) => (
          <AssetTile key={asset.id} asset={asset} />
        ))}
      </ul>
      <Pager next={next} />
    </>
  )
}

type Tile = Route.ComponentProps['loaderData']['assets'][number]

const icons = { picture: FileText, file: FileText, audio: Headphones, video: PlayCircle }

function AssetTile({ asset }: { asset: Tile }) {
  const { t, locale } = useWords()
  const Icon = icons[asset.kind]
  const reference = asset.kind === 'picture' ? `![${asset.name}](asset:${asset.id})` : asset.id
  return (
    <li className="text-sm">
      <span className="cover grid place-items-center text-faint">
        {asset.picture ? (
          <img src={asset.picture.src} alt="" loading="lazy" />
        ) : (
          <Icon size={28} className="!static !size-7" aria-hidden="true" />
        )}
      </span>
      <p className="mt-2 truncate" title={asset.name}>
        {asset.name}
      </p>
      <p className="text-xs text-faint">
        {formatBytes(locale, asset.bytes)}
        {asset.durationMs !== null && ` · ${formatClock(asset.durationMs / 1000)}`}
      </p>
      <Button
        type="button"
        size="small"
        tone="quiet"
        data-copy={reference}
        data-copied={t('shell.copied')}
      >
        {t('studio.copyReference')}
      </Button>
    </li>
  )
}
