/** The site's mark: the first two characters of its name, cut as a seal. */
export function Seal({ name }: { name: string }) {
  const characters = [...name.trim()]
  const latin = /^[\x20-\x7e]/.test(name)
  return (
    <span className="seal" aria-hidden="true">
      {characters.slice(0, latin ? 1 : 2).join('')}
    </span>
  )
}
