/** What somebody at a terminal is told before a language could be chosen: both, Chinese first. */
export function inBoth(chinese: string, english: string): string {
  return `${chinese}\n  ${english}`
}
