import type { ServerBuild } from 'react-router'
import { describe, expect, it } from 'vitest'
import { conflict, forbidden, invalid, limited, notFound, unauthenticated } from '#kernel/errors.ts'
import { withRefusals } from './refusals.ts'

type Call = (args: { request: Request }) => Promise<unknown>

function guarded(module: object): { loader: Call; action: Call } {
  const build = { routes: { page: { id: 'page', module } } } as unknown as ServerBuild
  return withRefusals(build).routes.page?.module as unknown as { loader: Call; action: Call }
}

function refusing(error: Error, page = true) {
  const refuse = () => Promise.reject(error)
  return guarded({ loader: refuse, action: refuse, ...(page && { default: () => null }) })
}

const get = () => ({ request: new Request('http://site.test/orders?after=1') })

function post(fields: Record<string, string>) {
  const body = new URLSearchParams(fields)
  return { request: new Request('http://site.test/login', { method: 'POST', body }) }
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('nothing was thrown'),
    (thrown) => thrown,
  )
}

describe('a loader that is refused', () => {
  it('answers with the status of the refusal and says which it was', async () => {
    const thrown = await thrownBy(refusing(notFound('item.not_found')).loader(get()))
    expect(thrown).toMatchObject({ init: { status: 404 }, data: { code: 'item.not_found' } })
  })

  it('sends a visitor to log in and names the way back', async () => {
    const thrown = (await thrownBy(refusing(unauthenticated()).loader(get()))) as Response
    expect(thrown.status).toBe(302)
    expect(thrown.headers.get('location')).toBe('/login?next=%2Forders%3Fafter%3D1')
  })

  it('says when to come back', async () => {
    const error = limited('limit.too_many', { retryAfterSeconds: 12.3 })
    const thrown = await thrownBy(refusing(error).loader(get()))
    expect(thrown).toMatchObject({ init: { status: 429, headers: { 'Retry-After': '13' } } })
  })

  it('leaves what is not a refusal alone', async () => {
    const bug = new TypeError('bug')
    expect(await thrownBy(refusing(bug).loader(get()))).toBe(bug)
  })

  it('answers a script with JSON', async () => {
    const thrown = (await thrownBy(refusing(forbidden(), false).loader(get()))) as Response
    expect(thrown.status).toBe(403)
    expect(await thrown.json()).toMatchObject({ kind: 'forbidden', code: 'auth.forbidden' })
  })
})

describe('an action that is refused', () => {
  it('returns to its form with what was typed, without secrets', async () => {
    const typed = { email: 'a@b.c', password: 'secret words', csrf: 'token', token: 'mailed' }
    const answer = await refusing(invalid('account.invalid_email')).action(post(typed))
    expect(answer).toMatchObject({ init: { status: 400 } })
    expect((answer as { data: unknown }).data).toEqual({
      refusal: { kind: 'invalid', code: 'account.invalid_email', details: {} },
      typed: { email: 'a@b.c' },
    })
  })

  it('lets a person mend a conflict and a wrong password, but not a missing right', async () => {
    for (const error of [conflict('account.taken'), unauthenticated('account.bad_credentials')]) {
      expect(await refusing(error).action(post({}))).toHaveProperty('data.refusal')
    }
    const thrown = await thrownBy(refusing(forbidden()).action(post({})))
    expect(thrown).toMatchObject({ init: { status: 403 } })
  })
})
