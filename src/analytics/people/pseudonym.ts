import { createHash } from 'node:crypto'

/** How a person is called before those who need not know who it is; another each analysis. */
export function pseudonym(personId: string, analysisId: string): string {
  return createHash('sha256').update(`${analysisId}:${personId}`).digest('hex').slice(0, 8)
}
