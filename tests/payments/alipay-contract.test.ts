import { providerContract } from './provider-contract.ts'

providerContract('alipay', 'Alipay')
