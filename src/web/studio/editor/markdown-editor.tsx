import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import { useRefusalText } from '../../i18n/refusal-text.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShell } from '../../shell/shell.ts'
import { Meter } from '../../ui/display/meter.tsx'
import { insertBlock, type Selected } from './insert.ts'
import { Preview } from './preview.tsx'
import { shortcut, Toolbar, type View } from './toolbar.tsx'
import { upload } from './upload.ts'

type MarkdownEditorProps = {
  value: string
  onChange: (source: string) => void
  language: string
  /** Whether the text may be parted into a free and a paid half. */
  paywall: boolean
}

export function MarkdownEditor({ value, onChange, language, paywall }: MarkdownEditorProps) {
  const { t } = useWords()
  const area = useRef<HTMLTextAreaElement>(null)
  const [view, setView] = useState<View>('write')
  const [dropping, setDropping] = useState(false)
  const edit = (change: (selected: Selected) => Selected) =>
    applyEdit(area.current, change, onChange)
  const { uploadAll, progress, trouble } = useUploads((markdown) => {
    edit((selected) => insertBlock(selected, markdown))
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const change = event.ctrlKey || event.metaKey ? shortcut(event.key) : null
    if (!change) return
    event.preventDefault()
    edit(change)
  }
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    void uploadAll(event.clipboardData.files)
  }
  const onDrop = (event: DragEvent) => {
    setDropping(false)
    if (event.dataTransfer.files.length === 0) return
    event.preventDefault()
    void uploadAll(event.dataTransfer.files)
  }
  return (
    <div className="editor">
      <Toolbar
        onEdit={edit}
        onFiles={(files) => files && void uploadAll(files)}
        paywall={paywall}
        view={view}
        onView={setView}
      />
      {progress !== null && <Meter percent={progress} label={t('authoring.uploading')} />}
      {trouble && (
        <p role="alert" className="field-error px-5">
          {trouble}
        </p>
      )}
      <div className={view === 'split' ? 'grid xl:grid-cols-2' : ''}>
        <textarea
          ref={area}
          hidden={view === 'preview'}
          value={value}
          aria-label={t('authoring.text')}
          placeholder={t('authoring.placeholder')}
          spellCheck={false}
          {...(dropping && { 'data-dropping': '' })}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onDrop={onDrop}
          onDragOver={() => setDropping(true)}
          onDragLeave={() => setDropping(false)}
        />
        {view !== 'write' && <Preview source={value} language={language} />}
      </div>
    </div>
  )
}

/**
 * Replaces the text as if it had been typed, so that the browser's own undo takes it back; a
 * browser without that command gets the plain replacement.
 */
function applyEdit(
  area: HTMLTextAreaElement | null,
  change: (selected: Selected) => Selected,
  onChange: (source: string) => void,
): void {
  if (!area) return
  const { value, selectionStart, selectionEnd } = area
  const made = change({ text: value, start: selectionStart, end: selectionEnd })
  area.focus()
  area.setSelectionRange(0, value.length)
  if (!document.execCommand('insertText', false, made.text)) {
    area.setRangeText(made.text, 0, value.length)
    onChange(made.text)
  }
  requestAnimationFrame(() => area.setSelectionRange(made.start, made.end))
}

/** Pictures go up one after another; each becomes a line of Markdown. */
function useUploads(insert: (markdown: string) => void) {
  const { csrfToken } = useShell()
  const say = useRefusalText()
  const [progress, setProgress] = useState<number | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const uploadAll = async (files: FileList) => {
    setTrouble(null)
    for (const file of files) {
      setProgress(0)
      const outcome = await upload({
        file,
        csrfToken,
        exposure: 'guarded',
        onProgress: setProgress,
      })
      if ('refusal' in outcome) setTrouble(`${file.name}: ${say(outcome.refusal)}`)
      else insert(`![${altOf(file.name)}](asset:${outcome.asset.id})`)
    }
    setProgress(null)
  }
  return { uploadAll, progress, trouble }
}

/** The file's name without its ending and without what would end the Markdown label. */
function altOf(name: string): string {
  return name.replace(/\.\w{1,5}$/, '').replace(/[[\]\\]/g, ' ')
}
