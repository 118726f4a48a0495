import { apportion } from '#kernel/apportion.ts'

/** What the platform keeps of a line: 1/10,000 of it, and a fixed amount in minor units. */
export type FeeRule = { basisPoints: number; fixedMinor: bigint }
export type ShareRules = {
  authorId: string
  fee: FeeRule
  /** Of what the platform leaves, in 1/10,000; the author has the rest. */
  collaborators: readonly { personId: string; basisPoints: number }[]
}

export type Share =
  | { role: 'platform'; personId: null; amountMinor: bigint }
  | { role: 'author' | 'collaborator'; personId: string; amountMinor: bigint }

const WHOLE = 10_000n

/**
 * Divides each order line between the platform, the item's collaborators and its author; the parts
 * of a line sum to it exactly (largest remainder). Parts of nothing are left out, except that the
 * author of a line that costs something always has one.
 */
export function shareSale(lines: readonly { amountMinor: bigint; rules: ShareRules }[]): Share[][] {
  return lines.map(({ amountMinor, rules }) => shareLine(amountMinor, rules))
}

function shareLine(amountMinor: bigint, { authorId, fee, collaborators }: ShareRules): Share[] {
  if (amountMinor === 0n) return []
  const kept = platformPart(amountMinor, fee)
  const weights = collaborators.map(({ basisPoints }) => BigInt(basisPoints))
  const ofAuthor = WHOLE - weights.reduce((sum, weight) => sum + weight, 0n)
  const [authorPart = 0n, ...parts] = apportion(amountMinor - kept, [ofAuthor, ...weights])
  const shares: Share[] = [
    { role: 'platform', personId: null, amountMinor: kept },
    { role: 'author', personId: authorId, amountMinor: authorPart },
    ...collaborators.map(({ personId }, index) => ({
      role: 'collaborator' as const,
      personId,
      amountMinor: parts[index] ?? 0n,
    })),
  ]
  return shares.filter(({ role, amountMinor }) => role === 'author' || amountMinor > 0n)
}

/** The fixed part first, then the rate of what it leaves: never more than the line. */
function platformPart(amountMinor: bigint, { basisPoints, fixedMinor }: FeeRule): bigint {
  const fixed = fixedMinor < amountMinor ? fixedMinor : amountMinor
  const rate = BigInt(basisPoints)
  const [byRate = 0n] = apportion(amountMinor - fixed, [rate, WHOLE - rate])
  return fixed + byRate
}
