import { providerContract } from './contract/provider-contract.ts'

providerContract('alipay', 'Alipay')
