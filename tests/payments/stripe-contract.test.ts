import { providerContract } from './contract/provider-contract.ts'

providerContract('stripe', 'Stripe by its own names of charges', { withRefs: true })
providerContract('stripe', 'Stripe by our numbers alone')
