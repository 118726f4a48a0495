import { Upload } from 'lucide-react'
import { useState } from 'react'
import { useRevalidator } from 'react-router'
import type { Asset } from '#media'
import { useRefusalText } from '../../i18n/refusal-text.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShell } from '../../shell/shell.ts'
import { Meter } from '../../ui/display/meter.tsx'
import { upload } from './upload.ts'

type UploadBoxProps = {
  accept?: string
  exposure?: 'open' | 'guarded'
  label?: string
  onStored?: (asset: Asset) => void
}

/** Takes files from the disk, shows how far they are, and says what was refused and why. */
export function UploadBox({ accept, exposure = 'guarded', label, onStored }: UploadBoxProps) {
  const { t } = useWords()
  const { csrfToken } = useShell()
  const { revalidate } = useRevalidator()
  const say = useRefusalText()
  const [progress, setProgress] = useState<number | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const take = async (files: FileList | null) => {
    setTrouble(null)
    for (const file of files ?? []) {
      setProgress(0)
      const outcome = await upload({ file, csrfToken, exposure, onProgress: setProgress })
      if ('refusal' in outcome) setTrouble(`${file.name}: ${say(outcome.refusal)}`)
      else if (onStored) onStored(outcome.asset)
    }
    setProgress(null)
    if (!onStored) await revalidate()
  }
  return (
    <div>
      <label className="button">
        <Upload />
        {label ?? t('authoring.chooseFile')}
        <input
          type="file"
          className="sr-only"
          accept={accept}
          multiple={!onStored}
          disabled={progress !== null}
          onChange={(event) => void take(event.target.files)}
        />
      </label>
      {progress !== null && (
        <div className="mt-3 max-w-sm">
          <Meter percent={progress} label={t('authoring.uploading')} />
        </div>
      )}
      {trouble && (
        <p role="alert" className="field-error">
          {trouble}
        </p>
      )}
    </div>
  )
}
