/** Prints rows as a Markdown table, so that a figure can go into a document as it is. */
export function table(title: string, head: string[], rows: (string | number)[][]): void {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? short(cell) : cell)),
  )
  console.log(`\n### ${title}\n`)
  console.log(`| ${head.join(' | ')} |`)
  console.log(`|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`)
  for (const row of cells) console.log(`| ${row.join(' | ')} |`)
}

function short(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
