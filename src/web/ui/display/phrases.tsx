/** A Chinese title breaks after its punctuation rather than inside a word, where it has room to. */
export function Phrases({ text }: { text: string }) {
  const phrases = text.match(/[^，。：；！？——]+[，。：；！？——”’」』）]*/g) ?? [text]
  if (phrases.length < 2) return text
  let at = 0
  return phrases.map((phrase) => {
    at += phrase.length
    return (
      <span key={at} className="inline-block">
        {phrase}
      </span>
    )
  })
}
