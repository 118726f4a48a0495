import { afterAll } from 'vitest'
import { testDatabase } from './database.ts'
import { furnish } from './shop-parts.ts'

export { gatewayNames } from '../../simulators/engine/faults.ts'
export { BASE, PRICE } from './shop-parts.ts'

/** A shop in a database of the test file's own, closed when the file is done. */
export async function openShop() {
  const shop = await furnish(await testDatabase())
  afterAll(() => shop.sandbox.close())
  return shop
}
