/** Plain text whose web addresses can be clicked; everything else stays text. */
export function Linked({ text }: { text: string }) {
  return text.split(/(https?:\/\/[^\s<>"']+)/).map((part, index) => {
    if (index % 2 === 0) return part
    return (
      <a key={part} className="link break-all" href={part}>
        {part}
      </a>
    )
  })
}
