import chromium from '@sparticuz/chromium'
import { type Browser, chromium as launcher } from 'playwright-core'

/** Flags of that package which would switch off what the tests rely on, or end with a context. */
const UNWANTED = ['--single-process', '--no-zygote', '--disable-web-security', '--allow-running']

/** The Chromium that ships inside an npm package, so that a test needs nothing installed. */
export async function openBrowser(): Promise<Browser> {
  const args = chromium.args.filter((flag) => !UNWANTED.some((start) => flag.startsWith(start)))
  return launcher.launch({
    executablePath: await chromium.executablePath(),
    args: [...args, '--disable-background-networking', '--no-first-run'],
    headless: true,
  })
}
