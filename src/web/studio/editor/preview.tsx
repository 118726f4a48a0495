import { useEffect, useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { useShell } from '../../shell/shell.ts'
import { Prose } from '../../ui/display/prose.tsx'

type Rendered = { freeHtml: string; paidHtml: string }

const PAUSE_MS = 400

/** The text as readers will see it, rendered by the server with the very rules of publishing. */
export function Preview({ source, language }: { source: string; language: string }) {
  const { t } = useWords()
  const rendered = useRendered(source, language)
  return (
    <section className="preview" aria-label={t('authoring.preview')} aria-live="off">
      {rendered === 'failed' && <p className="field-error">{t('authoring.previewFailed')}</p>}
      {rendered && rendered !== 'failed' && (
        <>
          <Prose html={rendered.freeHtml} lang={language} />
          {rendered.paidHtml && (
            <>
              <p className="paid-line">{t('authoring.paidFromHere')}</p>
              <Prose html={rendered.paidHtml} lang={language} />
            </>
          )}
        </>
      )}
    </section>
  )
}

function useRendered(source: string, language: string): Rendered | 'failed' | null {
  const { csrfToken } = useShell()
  const [rendered, setRendered] = useState<Rendered | 'failed' | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const response = await fetch('/studio/preview', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken },
          body: JSON.stringify({ source, language }),
          signal: abort.signal,
        })
        setRendered(response.ok ? await response.json() : 'failed')
      } catch {
        if (!abort.signal.aborted) setRendered('failed')
      }
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [source, language, csrfToken])
  return rendered
}
