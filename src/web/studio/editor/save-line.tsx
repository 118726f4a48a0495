import { useEffect, useState } from 'react'
import { useRefusalText } from '../../i18n/refusal-text.ts'
import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import type { Refusal } from '../../shell/refusals.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { forget, recall, type SaveState } from './use-autosave.ts'

const stateWords: Record<SaveState, WordKey> = {
  saved: 'authoring.saved',
  dirty: 'authoring.dirty',
  saving: 'authoring.saving',
  failed: 'authoring.failed',
}

export function SaveLine({ state }: { state: SaveState }) {
  const { t } = useWords()
  return (
    <span className="save-state" data-state={state} role="status">
      {t(stateWords[state])}
    </span>
  )
}

export function SaveTrouble({ refusal }: { refusal: Refusal | null }) {
  const { t } = useWords()
  const say = useRefusalText()
  if (!refusal) return null
  return (
    <Notice tone="seal" role="alert" className="mb-5">
      {say(refusal)} {t('authoring.nothingLost')}
    </Notice>
  )
}

type RescueProps<T> = { backupKey: string; onRestore: (changes: Partial<T>) => void }

/** Offers what an earlier visit typed and could not save. */
export function Rescue<T extends object>({ backupKey, onRestore }: RescueProps<T>) {
  const { t } = useWords()
  const [found, setFound] = useState<Partial<T> | null>(null)
  useEffect(() => setFound(recall<T>(backupKey)), [backupKey])
  if (!found) return null
  return (
    <Notice tone="ochre" role="alert" className="mb-5">
      <p>{t('authoring.rescue')}</p>
      <p className="mt-3 flex gap-3">
        <Button
          type="button"
          size="small"
          tone="primary"
          onClick={() => {
            onRestore(found)
            setFound(null)
          }}
        >
          {t('authoring.restore')}
        </Button>
        <Button
          type="button"
          size="small"
          onClick={() => {
            forget(backupKey)
            setFound(null)
          }}
        >
          {t('authoring.discard')}
        </Button>
      </p>
    </Notice>
  )
}
