type ProseProps = { html: string; lang?: string; className?: string }

/** Markdown that the catalogue rendered and sanitised when it was saved. */
export function Prose({ html, lang, className = '' }: ProseProps) {
  const inner = { __html: html }
  return <div className={`prose ${className}`} lang={lang} dangerouslySetInnerHTML={inner} />
}
