import type { ReactNode } from 'react'
import { useWords } from '../../i18n/use-words.ts'

type ChartProps = {
  caption: ReactNode
  /** The same as numbers, for who cannot see the drawing or wants to know exactly. */
  columns: string[]
  rows: (string | number)[][]
  children: ReactNode
}

/** A drawing with what it says in words below and its numbers a tap away. */
export function Chart({ caption, columns, rows, children }: ChartProps) {
  const { t } = useWords()
  return (
    <figure className="chart">
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
