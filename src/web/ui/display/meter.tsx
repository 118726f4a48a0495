/** How much is done, 0 to 100. */
export function Meter({ percent, label }: { percent: number; label: string }) {
  const value = Math.min(100, Math.max(0, Math.round(percent)))
  return <progress className="meter" max={100} value={value} aria-label={label} />
}
