import { looks } from './looks.ts'
import { page } from './page.ts'
import { progress } from './progress.ts'
import { shrink } from './shrink.ts'
import { theme } from './theme.ts'
import { waiting } from './waiting.ts'
import { wallet } from './wallet.ts'

/**
 * The only script of a reading page, written into its head: the functions' own text, indentation
 * removed. None of them may use an import, nor a template literal or string of several lines.
 */
export function enhanceScript(): string {
  const all = [page, waiting, wallet, progress, shrink, looks]
  const later = all.map((run) => `(${run})()`).join(';')
  const text = `(${theme})();document.addEventListener('DOMContentLoaded',()=>{${later}})`
  return text.replace(/\n\s*/g, '\n')
}
