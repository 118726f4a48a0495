import { useState } from 'react'
import type { LessonDraft } from '#catalog'
import type { Asset } from '#media'
import { formatBytes } from '../../i18n/format.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Choice } from '../../ui/controls/field.tsx'
import { UploadBox } from '../editor/upload-box.tsx'
import { Labelled } from '../items/labelled.tsx'

export type LessonChanges = Pick<LessonDraft, 'title' | 'source' | 'mediaAssetId' | 'freePreview'>

type LessonFieldsProps = {
  kind: LessonDraft['kind']
  fields: LessonChanges
  assets: Asset[]
  onChange: (changes: Partial<LessonChanges>) => void
}

const accepted = { video: 'video/*', audio: 'audio/*', picture: 'image/*', text: '' }

export function LessonFields({ kind, fields, assets, onChange }: LessonFieldsProps) {
  const { t } = useWords()
  return (
    <section className="panel grid gap-5" aria-label={t('authoring.details')}>
      <Choice
        type="checkbox"
        checked={fields.freePreview}
        onChange={(event) => onChange({ freePreview: event.target.checked })}
      >
        {t('authoring.freePreview')}
      </Choice>
      {kind !== 'text' && (
        <MediaField
          accept={accepted[kind]}
          value={fields.mediaAssetId}
          assets={assets}
          onChange={(mediaAssetId) => onChange({ mediaAssetId })}
        />
      )}
    </section>
  )
}

type MediaFieldProps = {
  accept: string
  value: string | null
  assets: Asset[]
  onChange: (assetId: string | null) => void
}

/** One of the author's own files, or a new one from the disk. */
function MediaField({ accept, value, assets, onChange }: MediaFieldProps) {
  const { t, locale } = useWords()
  const [known, setKnown] = useState(assets)
  return (
    <>
      <Labelled label={t('authoring.mediaFile')}>
        {(id) => (
          <select
            id={id}
            className="input input-small"
            value={value ?? ''}
            onChange={(event) => onChange(event.target.value || null)}
          >
            <option value="">{t('authoring.noFile')}</option>
            {known.map((asset) => (
              <option key={asset.id} value={asset.id}>
                {asset.name} · {formatBytes(locale, asset.bytes)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <UploadBox
        accept={accept}
        onStored={(asset) => {
          setKnown((before) => [asset, ...before])
          onChange(asset.id)
        }}
      />
    </>
  )
}
