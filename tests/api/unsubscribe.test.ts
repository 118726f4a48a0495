import { expect, test } from 'vitest'
import * as analytics from '#analytics'
import { unsubscribeQuery } from '#platform/mail/unsubscribe-link.ts'
import { openSite } from '#tests/site.ts'

const site = await openSite()
const reader = await site.newcomer('收信人')
const query = unsubscribeQuery('letters', reader.personId)
const agrees = () => analytics.agreesToLetters(site.as(reader))
const post = { method: 'POST', body: 'List-Unsubscribe=One-Click' }

test('following the link changes nothing, its button ends the letters', async () => {
  await analytics.agreeToLetters(site.as(reader), true)
  const browser = site.browser()
  const page = await browser.ask(`/unsubscribe?${query}`)
  expect(page.status).toBe(200)
  expect(await agrees()).toBe(true)
  const answer = await browser.submit(`/unsubscribe?${query}`, {})
  expect(answer.headers.get('location')).toBe('/unsubscribe?done=letters')
  expect(await agrees()).toBe(false)
})

test("a mail program's one click ends them, by the address alone", async () => {
  await analytics.agreeToLetters(site.as(reader), true)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const forged = query.replace(reader.personId, site.owner.personId)
  const refused = await site.browser().ask(`/api/unsubscribe?${forged}`, { ...post, headers })
  expect(refused.status).toBe(400)
  expect(await agrees()).toBe(true)
  for (let times = 0; times < 2; times++) {
    const answer = await site.browser().ask(`/api/unsubscribe?${query}`, { ...post, headers })
    expect(answer.status).toBe(204)
  }
  expect(await agrees()).toBe(false)
})
