import {
  Bold,
  Code,
  Heading2,
  ImagePlus,
  Italic,
  Link2,
  List,
  ListOrdered,
  Quote,
} from 'lucide-react'
import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import { insertBlock, placePaywall, prefixLines, type Selected, wrap } from './insert.ts'

export type View = 'write' | 'split' | 'preview'
type Edit = (selected: Selected) => Selected

const tools: { label: WordKey; Icon: typeof Bold; edit: Edit; key?: string }[] = [
  { label: 'authoring.heading', Icon: Heading2, edit: (it) => prefixLines(it, '## ') },
  { label: 'authoring.bold', Icon: Bold, edit: (it) => wrap(it, '**', '重点'), key: 'b' },
  { label: 'authoring.italic', Icon: Italic, edit: (it) => wrap(it, '*', '着重'), key: 'i' },
  { label: 'authoring.quote', Icon: Quote, edit: (it) => prefixLines(it, '> ') },
  { label: 'authoring.list', Icon: List, edit: (it) => prefixLines(it, '- ') },
  { label: 'authoring.numbered', Icon: ListOrdered, edit: (it) => prefixLines(it, '1. ') },
  { label: 'authoring.code', Icon: Code, edit: (it) => insertBlock(it, '```\n\n```') },
  { label: 'authoring.link', Icon: Link2, edit: link, key: 'k' },
]

function link({ text, start, end }: Selected): Selected {
  const made = `[${text.slice(start, end) || 'https://'}](https://)`
  const at = start + made.length - 1
  return { text: text.slice(0, start) + made + text.slice(end), start: at, end: at }
}

/** The edit behind Ctrl or ⌘ and this key, if there is one. */
export function shortcut(key: string): Edit | null {
  return tools.find((tool) => tool.key === key.toLowerCase())?.edit ?? null
}

type ToolbarProps = {
  onEdit: (edit: Edit) => void
  onFiles: (files: FileList | null) => void
  paywall: boolean
  view: View
  onView: (view: View) => void
}

export function Toolbar({ onEdit, onFiles, paywall, view, onView }: ToolbarProps) {
  const { t } = useWords()
  return (
    <div role="toolbar" aria-label={t('authoring.tools')}>
      {tools.map(({ label, Icon, edit }) => (
        <button
          key={label}
          type="button"
          aria-label={t(label)}
          title={t(label)}
          onClick={() => onEdit(edit)}
        >
          <Icon />
        </button>
      ))}
      <label title={t('authoring.picture')}>
        <ImagePlus />
        <input
          type="file"
          accept="image/*"
          multiple
          className="sr-only"
          aria-label={t('authoring.picture')}
          onChange={(event) => {
            onFiles(event.target.files)
            event.target.value = ''
          }}
        />
      </label>
      {paywall && (
        <button
          type="button"
          title={t('authoring.paywallHint')}
          onClick={() => onEdit(placePaywall)}
        >
          {t('authoring.paywall')}
        </button>
      )}
      <Views view={view} onView={onView} />
    </div>
  )
}

function Views({ view, onView }: Pick<ToolbarProps, 'view' | 'onView'>) {
  const { t } = useWords()
  const views: [View, WordKey, string][] = [
    ['write', 'authoring.write', ''],
    ['split', 'authoring.split', 'hidden xl:inline-grid'],
    ['preview', 'authoring.preview', ''],
  ]
  return (
    <span className="ms-auto flex">
      {views.map(([name, label, className]) => (
        <button
          key={name}
          type="button"
          aria-pressed={view === name}
          className={className}
          onClick={() => onView(name)}
        >
          {t(label)}
        </button>
      ))}
    </span>
  )
}
