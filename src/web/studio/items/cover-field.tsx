import { useState } from 'react'
import type { Draft } from '#catalog'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { UploadBox } from '../editor/upload-box.tsx'

type CoverFieldProps = { cover: Draft['cover']; onChange: (assetId: string | null) => void }

/** The widest stored variant below 1000 px, which every picture has. */
const shownVariant = 'w960'

export function CoverField({ cover, onChange }: CoverFieldProps) {
  const { t } = useWords()
  const [src, setSrc] = useState(cover?.src ?? null)
  return (
    <div className="field">
      <span className="label">{t('authoring.cover')}</span>
      {src && (
        <span className="cover mb-2">
          <img src={src} alt="" />
        </span>
      )}
      <div className="flex gap-2">
        <UploadBox
          accept="image/*"
          exposure="open"
          label={t('authoring.chooseCover')}
          onStored={(asset) => {
            setSrc(`/media/${asset.id}/${shownVariant}`)
            onChange(asset.id)
          }}
        />
        {src && (
          <Button
            type="button"
            tone="quiet"
            onClick={() => {
              setSrc(null)
              onChange(null)
            }}
          >
            {t('authoring.remove')}
          </Button>
        )}
      </div>
    </div>
  )
}
