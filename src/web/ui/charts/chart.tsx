import type { ReactNode } from 'react'
import { useWords } from '../../i18n/use-words.ts'

type ChartProps = {
  caption: ReactNode
  /** The same as numbers, for who cannot see the drawing or wants to know exactly. */
  columns: string[]
  rows: (string | number)[][]
  /** The words stand beside the drawing where there is room. */
  beside?: boolean
  children: ReactNode
}

/** A drawing with what it says in words below and its numbers a tap away. */
export function Chart({ caption, columns, rows, beside, children }: ChartProps) {
  const { t } = useWords()
  return (
    <figure className="chart" {...(beside && { 'data-beside': '' })}>
      {children}
      <figcaption>{caption}</figcaption>
      <details>
        <summary>{t('recStudio.asTable')}</summary>
        <div className="overflow-x-auto">
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.join(' ')}>
                  {row.map((cell, at) => (
                    <td key={columns[at]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
